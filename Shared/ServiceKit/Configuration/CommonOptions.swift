package import ArgumentParser
package import Telemetry

/// What every service can be told, by `@OptionGroup`.
package struct CommonOptions: ParsableArguments, Sendable {
    @Option(help: "Address to listen on.")
    package var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 takes a free one, which the log names.")
    package var port: Int?

    @Option(help: "Name in logs and in the cluster view; made of service and port unless given.")
    package var name: String?

    @Option(help: ArgumentHelp("YAML file with any of these options as keys.", valueName: "file"))
    package var config: String?

    @Flag(help: "Print the configuration that results from flags, environment and file, and exit.")
    package var printConfig = false

    @Option(help: ArgumentHelp("Least level that is logged.", valueName: "level"))
    package var logLevel = LogLevel.info

    @Option(help: ArgumentHelp("How log lines look.", valueName: "format"))
    package var logFormat = LogFormat.text

    @Option(help: ArgumentHelp("Certificate chain (PEM) to serve TLS with; needs --tls-key.", valueName: "file"))
    package var tlsCert: String?

    @Option(help: ArgumentHelp("Private key (PEM) of the certificate.", valueName: "file"))
    package var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Authorities (PEM) to trust; also makes connections to other services use TLS.",
            valueName: "file"
        )
    )
    package var tlsCa: String?

    @Flag(help: "Refuse clients without a certificate of one of these authorities.")
    package var tlsRequireClientCert = false

    @Option(help: ArgumentHelp("How long a stop waits for what is in flight.", valueName: "seconds"))
    package var drainSeconds = 7.0

    package init() {}

    package func validate() throws {
        if let port, !(0...65_535).contains(port) { throw ValidationError("--port must be 0…65535") }
        guard (0...3_600).contains(drainSeconds) else { throw ValidationError("--drain-seconds must be 0…3600") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key only work together")
        }
        if tlsRequireClientCert, tlsCert == nil || tlsCa == nil {
            throw ValidationError("--tls-require-client-cert needs --tls-cert, --tls-key and --tls-ca")
        }
    }
}

extension LogFormat: ExpressibleByArgument {}
