import Foundation

/// The energy that this machine's processor took for some work.
struct EnergyMeter {
    /// The first package's counter, in microjoules; most systems let only the administrator read it.
    private static let counter = "/sys/class/powercap/intel-rapl:0/energy_uj"

    /// What one busy core is said to draw where there is no counter.
    let statedWatts: Double

    struct Reading {
        let joules: Double
        /// "rapl", or "stated" with the watts.
        let source: String
    }

    /// Does the work and reads the counter before and after.
    ///
    /// - Parameter work: Returns the seconds that it took.
    /// - Returns: What it took.
    func measure(_ work: () throws -> Double) rethrows -> Reading {
        let before = Self.joules
        let seconds = try work()
        // The counter wraps at some value of the machine's own; a reading across that is not used.
        if let before, let after = Self.joules, after > before {
            return Reading(joules: after - before, source: "rapl")
        }
        return Reading(joules: seconds * statedWatts, source: "stated \(Int(statedWatts.rounded())) W")
    }

    private static var joules: Double? {
        guard let text = try? String(contentsOfFile: counter, encoding: .utf8),
            let count = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return nil }
        return count * 1e-6
    }
}
