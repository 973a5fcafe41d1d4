import Domain
import Foundation
import Kernel

/// Prints what a decision costs: a lane's event at 1, 100 and 10,000 pending jobs, and admission's verdicts at 5,000 streams.
func runPolicyBenchmark() throws {
    print("lane events, ns; median of 5 rounds (arrival of one job · report on a stage)")
    for name in ["rubato", "edf", "serial", "batch-delay"] {
        for pending in [1, 100, 10_000] {
            let rounds = (0..<5).map { _ in
                var load = PolicyLaneLoad(policy: name, pending: pending)
                return load.run(events: 20_000)
            }
            let arrival = InferenceTiming.median(rounds.map(\.arrival))
            let report = InferenceTiming.median(rounds.map(\.report))
            let all = InferenceTiming.median(rounds.map(\.all))
            print("  \(name) at \(pending): \(Int(all)) a mean event (\(Int(arrival)) · \(Int(report)))")
        }
    }
    print("admission with 5,000 streams on 50 workers, µs a decision")
    var load = PolicyAdmissionLoad(workers: 50, streams: 5_000)
    for (name, times) in load.run(decisions: 500) {
        let sorted = times.sorted()
        let median = sorted[sorted.count / 2]
        let high = sorted[sorted.count * 99 / 100]
        print("  \(name): p50 \(String(format: "%.1f", median)), p99 \(String(format: "%.1f", high))")
    }
}
