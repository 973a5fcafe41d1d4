import Domain
import Kernel
package import Logging
import WorkerPolicy

extension StageOutcome {
    /// What a log line about it says, with the jobs' numbers.
    package var metadata: Logger.Metadata {
        [
            "batch": "\(result.batch.rawValue)", "model": "\(model)", "stage": "\(result.stage)",
            "duration_us": "\(result.duration.microseconds)",
            "jobs": "\((steps.map(\.job) + result.broken).map(\.description).joined(separator: " "))",
        ]
    }
}
