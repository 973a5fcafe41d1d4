import Domain
import FoundationEssentials
import Glibc
import Kernel
import Logging
package import ServiceKit
import Telemetry

/// The profiles of a worker's models in the form of the files in `deploy/profiles`, so that simulations take them as they are.
package enum ProfileReport {
    /// Measures and prints the profiles in place of serving, for `--profile-only`.
    ///
    /// - Throws: Why there is no profile.
    package static func printAndExit(_ settings: LoadSettings, on host: ServiceHost) throws -> Never {
        let loader = ModelLoader(settings, time: host.time, logger: host.logger, metrics: MetricsRegistry())
        let served = try loader.load().info.map(\.served)
        LogOutput.standard(try text(served, isMeasured: settings.npu == nil, source: host.name) + "\n")
        exit(0)
    }

    /// JSON.
    ///
    /// - Throws: If a bound is no number.
    static func text(_ models: [ServedModel], isMeasured: Bool, source: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let page = DeviceProfile(models.map(\.profile), isMeasured: isMeasured, source: "\(source) at its start")
        return String(decoding: try encoder.encode(page), as: UTF8.self)
    }
}
