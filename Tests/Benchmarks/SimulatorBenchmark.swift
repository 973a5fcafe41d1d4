import Simulation

/// Prints how many events a second the simulator plays on one core, the policies' own work included.
func runSimulatorBenchmark() {
    print("simulator, million events a second on one core; median of 5 runs (target 1)")
    for (policy, admission) in [("adaptive", "none"), ("fluid", "none"), ("edf", "none"), ("rubato", "rubato")] {
        for load in [0.5, 2] {
            let scenario = SimulatorLoad.scenario(policy: policy, admission: admission, load: load)
            let rates = (0..<5).map { _ in
                let began = PolicyFixture.nanoseconds()
                var simulator = Simulator(scenario)
                let result = simulator.run()
                return Double(result.events) / Double(PolicyFixture.nanoseconds() - began) * 1e3
            }
            let rate = (InferenceTiming.median(rates) * 100).rounded() / 100
            print("  \(policy), admission \(admission), load \(load): \(rate)")
        }
    }
}
