import Domain
import FoundationEssentials
import Glibc
import Kernel
import Logging
package import ServiceKit
import Telemetry

/// Measures models and writes their profiles as text, for `--profile-only`.
package enum ProfileReport {
    fileprivate struct Entry: Codable {
        let model: String
        let device: String
        let precision: String
        let quantile: Double
        let margin: Double
        let samples: Int
        /// By stage, then by batch size less one.
        let boundMicroseconds: [[Int64]]
    }

    /// Prints the profiles in place of serving.
    ///
    /// - Throws: Why there is no profile.
    package static func printAndExit(_ settings: LoadSettings, on host: ServiceHost) throws -> Never {
        LogOutput.standard(try make(settings, time: host.time, logger: host.logger))
        exit(0)
    }

    /// Loads and measures on the calling thread.
    ///
    /// - Returns: JSON, ending in a newline.
    /// - Throws: Why there is no profile.
    static func make(_ settings: LoadSettings, time: any TimeSource, logger: Logger) throws -> String {
        let (_, models) = try ModelLoader(settings, time: time, logger: logger, metrics: MetricsRegistry())
            .load()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(models.map { Entry($0.served.profile) })
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

extension ProfileReport.Entry {
    init(_ profile: ExecutionProfile) {
        self.init(
            model: "\(profile.model)",
            device: profile.provenance.device,
            precision: profile.provenance.precision,
            quantile: profile.provenance.quantile,
            margin: profile.provenance.margin,
            samples: profile.provenance.samples,
            boundMicroseconds: (0..<profile.stageCount).map { stage in
                (1...profile.capacity).map { profile.wcet(stage: stage, batchSize: $0).microseconds }
            }
        )
    }
}
