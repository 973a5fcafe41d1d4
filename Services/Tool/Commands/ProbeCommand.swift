import ArgumentParser
import Foundation

/// Asks one URL and says by its exit code whether the answer was 200; for health checks of containers.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Ask a URL; exit 0 if it answers 200.",
        discussion: "For health checks of containers, whose images hold no other client."
    )

    @Argument(help: "Such as http://127.0.0.1:8000/v2/health/ready.")
    var url: String

    func run() throws {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host else {
            throw ValidationError("'\(url)' is no http URL")
        }
        guard HealthProbe.isOK(host: host, port: parts.port ?? 80, path: parts.path.isEmpty ? "/" : parts.path) else {
            Console.error("rubato: \(url) does not answer 200")
            throw ExitCode(69)
        }
    }
}
