import Foundation
import Kernel

/// Where a run stands, for the line on the terminal.
struct LoadSnapshot: Sendable {
    let elapsed: Duration
    let offered: Int
    let inDeadline: Int
    let late: Int
    let refused: Int
    /// Lost ones too.
    let failed: Int
    let inFlight: Int
    /// Of answers, in milliseconds.
    let p50: Double
    let p99: Double

    var line: String {
        let parts = [
            String(format: "%5.1f s", elapsed.seconds), "offered \(offered)", "in deadline \(inDeadline)",
            "late \(late)",
            "refused \(refused)", "failed \(failed)", "in flight \(inFlight)",
            String(format: "p50 %.1f ms  p99 %.1f ms", p50, p99),
        ]
        return parts.joined(separator: "  ")
    }
}
