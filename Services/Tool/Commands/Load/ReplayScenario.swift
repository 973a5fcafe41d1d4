import Foundation
import Kernel
import ToolPolicy

/// Writes the scenario that replays a recorded run: its arrivals, and every delay that the running cluster has measured.
///
/// What is not measured is what the services do unless they are told otherwise, and stands there as numbers that can be changed.
struct ReplayScenario {
    /// What gateway and worker keep of a budget for the way back: at most so much each, the gateway an eighth at most.
    private static let gatewayAllowance = 4_000.0
    private static let workerAllowance = 2_000.0

    let options: LoadCommand
    let moment: Duration
    let ways: RecordedWays
    let workers: [(path: String, testimony: WorkerTestimony)]
    /// The record, as the scenario names it.
    let arrivals: String

    var text: String {
        let model = options.model.split(separator: "/")[0]
        var lines = [
            "# What `rubato load --record` has measured beside \(arrivals). Lists are quantiles of moments, evenly spaced",
            "# from the least to the 95th of a hundred, of stage times to the 99th. Policy, admission, lane and ledger are",
            "# the services' own unless they were started with others.",
            "name: replay of \(arrivals)",
            "seed: \(options.seed)",
            "seconds: \(options.duration)",
            "moment_ms: \(moment.microseconds / 1_000)",
            "models: [\(model)]",
            "workers:",
        ]
        for (path, testimony) in workers {
            lines.append("  - profile: \(path)")
            if testimony.shares.allSatisfy({ !$0.isEmpty }) {
                lines.append("    share: \(Self.list(testimony.shares, digits: 3))")
            }
        }
        if let threshold = options.threshold { lines.append("threshold: \(threshold)") }
        lines.append("sources: [{arrivals: \"trace:\(arrivals)\", deadline_ms: \(options.deadline)}]")
        lines.append("network:")
        lines += delays.map { "  \($0.key): \(Self.list($0.values, digits: 0))" }
        lines.append("  allowance_us: \(Int(allowance))")
        lines.append("lane: {dispatch_cost_us: 400, reply_allowance_us: 1000}")
        lines.append("ledger: {reply_allowance_us: 2000}")
        return lines.joined(separator: "\n") + "\n"
    }

    private var delays: [(key: String, values: [[Double]])] {
        let testimony = workers.first?.testimony
        return [
            ("uplink_us", MeasuredQuantiles.of(ways.there, moment: moment)),
            ("downlink_us", MeasuredQuantiles.of(ways.back, moment: moment)),
            ("command_us", testimony?.command ?? []),
            ("report_us", testimony?.report ?? []),
        ].filter { $0.1.allSatisfy { !$0.isEmpty } && !$0.1.isEmpty }
    }

    /// What nobody uses of a budget, beyond the usual way back.
    private var allowance: Double {
        let withheld = Self.median(ways.withheld)
        let budget = options.deadline * 1e3 - withheld
        let kept = withheld + min(Self.gatewayAllowance, budget / 8) + Self.workerAllowance
        return max(0, kept - Self.median(ways.back.map(\.value)))
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    private static func list(_ moments: [[Double]], digits: Int) -> String {
        let lists = moments.map { moment in
            "[" + moment.map { String(format: "%.\(digits)f", $0) }.joined(separator: ", ") + "]"
        }
        return "[" + lists.joined(separator: ", ") + "]"
    }
}
