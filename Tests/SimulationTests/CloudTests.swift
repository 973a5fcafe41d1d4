import Domain
import Kernel
import Simulation
import Testing
import ToolPolicy

/// Jobs that may leave for a cloud tier behind a network that goes away, and what they may cost.
@Suite("Simulated cloud tier")
struct CloudTests {
    private static let outage = 0.8..<1.6

    /// Far more than one worker can do, with time enough for the way to the cloud tier and back.
    private static func scenario(isAway: Bool = true) -> Scenario {
        var scenario = Fixture.scenario(
            .open(.poisson, rate: 1_000),
            seconds: 3,
            deadline: .milliseconds(100)...(.milliseconds(200))
        )
        scenario.cloud = CloudSpec(profiles: [Fixture.id: Fixture.profile(fixed: .microseconds(100))])
        scenario.cloud?.servers = 16
        scenario.sources[0].cloudIsAllowed = true
        let length = Duration.seconds(outage.upperBound - outage.lowerBound)
        if isAway { scenario.faults = [Fault(.outage, at: .seconds(outage.lowerBound), length: length)] }
        return scenario
    }

    private static func jobs(_ result: SimulationResult, in seconds: Range<Double>) -> [JobRecord] {
        result.jobs.filter { seconds.contains(Double($0.arrival) / 1e9) }
    }

    /// Without load at the edge it has time for all that does not come back; admission sends nobody away of its own accord.
    @Test("what stays away for half of its budget is answered at the edge, if it has room")
    func fallsBack() {
        var scenario = Self.scenario()
        // Bursts: the edge is full when jobs are sent away, and empty when they should be back.
        scenario.sources[0].arrivals = .open(.mmpp(high: 3_000, low: 1, meanSeconds: 0.02), rate: 1)
        let result = Fixture.run(scenario)
        let rescued = Self.jobs(result, in: Self.outage).filter {
            $0.standing == .promised && $0.isInDeadline && $0.end - $0.arrival > 40_000_000
        }
        #expect(!rescued.isEmpty)
        #expect(result.jobs.allSatisfy { $0.standing != .promised || $0.isInDeadline })
    }

    @Test("no more energy and money is used than there is, and it lasts", arguments: [0.5, 2])
    func budgets(joules: Double) {
        var scenario = Self.scenario(isAway: false)
        scenario.workers[0].watts = 10
        scenario.budget = (joules, 1e-5)
        let result = Fixture.run(scenario)
        #expect(result.joules > 0 && result.joules <= joules)
        #expect(result.cloud.dollars > 0 && result.cloud.dollars <= 1e-5)
        let end = Self.jobs(result, in: 2.5..<3)
        #expect(end.contains { $0.isInDeadline })
    }

    @Test("MCDNN's rule uses the other place when one is closed to it")
    func rival() {
        for (admission, isOffloaded) in [("mcdnn-server", true), ("mcdnn-device", false)] {
            var scenario = Self.scenario(isAway: false)
            scenario.sources[0].arrivals = .open(.poisson, rate: 20)
            (scenario.policy, scenario.admission) = ("serial", admission)
            let result = Fixture.run(scenario)
            #expect(result.jobs.allSatisfy { ($0.standing == .offloaded) == isOffloaded }, "\(admission)")
            #expect(result.jobs.count(where: \.isInDeadline) > result.jobs.count * 9 / 10, "\(admission)")
        }
    }
}
