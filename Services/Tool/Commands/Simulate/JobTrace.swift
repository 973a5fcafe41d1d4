import Domain
import Foundation
import Simulation

/// One line of CSV per simulated job.
enum JobTrace {
    static func csv(_ result: SimulationResult, of scenario: Scenario) -> String {
        var text =
            "job,source,model,sample,arrival_ms,deadline_ms,end_ms,standing,ending,worker,exit,confidence,right\n"
        for (number, job) in result.jobs.enumerated() {
            let records = scenario.models[job.model].records
            let confidence = job.exit < 0 ? "" : "\(records.confidence(sample: job.sample, exit: job.exit))"
            let right = job.exit < 0 ? "" : records.isRight(sample: job.sample, exit: job.exit) ? "1" : "0"
            let fields = [
                "\(number + 1)", scenario.sources[job.source].name, "\(scenario.models[job.model].served.id)",
                "\(job.sample)", milliseconds(job.arrival), milliseconds(job.deadline), milliseconds(job.end),
                job.standing.rawValue, job.ending.rawValue, "\(job.worker)", "\(job.exit)", confidence, right,
            ]
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String {
        String(format: "%.6f", Double(nanoseconds) / 1e6)
    }
}
