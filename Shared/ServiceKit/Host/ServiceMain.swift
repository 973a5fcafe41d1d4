import ArgumentParser
import Glibc
import Kernel
import Logging
import Metrics
import NIOCore
import NIOPosix
import Telemetry

/// The life of a service's process.
///
/// SIGTERM or SIGINT stops it in order, with exit status 0; a second one ends it at once, with the status that shells
/// show for the signal. It exits with 64 if it was called wrongly and with 1 if it cannot run.
package enum ServiceMain {
    /// Parses the command line, runs the service and ends the process.
    package static func run<Command: ServiceCommand>(_ type: Command.Type) -> Never {
        // A peer that goes away while it is written to is an error of that connection, not of the process.
        signal(SIGPIPE, SIG_IGN)
        let command = parse(type)
        if let answer = command.answer {
            LogOutput.standard(answer)
            exit(0)
        }
        let signals = StopSignals.block()
        let host = makeHost(for: command)
        start(command, on: host)
        let first = signals.wait()
        host.logger.info("stopping", metadata: ["signal": "\(first)"])
        host.eventLoop.execute {
            host.stop().whenComplete { _ in
                host.logger.info("stopped")
                // Not `exit`: it would destroy what a compute thread that still loads or measures is using.
                _exit(0)
            }
        }
        let second = signals.wait()
        _exit(128 + second)
    }

    private static func parse<Command: ServiceCommand>(_ type: Command.Type) -> Command {
        do {
            let layers = try LayeredArguments(
                command: type,
                identity: type.identity,
                arguments: Array(CommandLine.arguments.dropFirst()),
                environment: ProcessEnvironment.variables
            )
            let root = try type.parseAsRoot(layers.arguments)
            // Only help and version requests parse as another command; running them prints.
            guard let command = root as? Command else {
                var other = root
                try other.run()
                exit(0)
            }
            if command.common.printConfig {
                LogOutput.standard(layers.yaml)
                exit(0)
            }
            return command
        } catch let error as ConfigurationError {
            fail("\(error)", of: type.identity, status: 64)
        } catch {
            type.exit(withError: error)
        }
    }

    private static func makeHost(for command: some ServiceCommand) -> ServiceHost {
        let identity = type(of: command).identity
        let options = command.common
        let logger = Self.bootstrapLogs(for: command)
        let metrics = MetricsRegistry()
        MetricsSystem.bootstrap(RegistryMetricsFactory(metrics))
        ProcessMetrics.install(in: metrics)
        metrics.gauge("rubato_build_info", "Always 1.", labels: ["service", "version"])
            .with(identity.name, ServiceIdentity.version).set(1)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        do {
            return ServiceHost(
                identity: identity,
                options: options,
                eventLoop: loop,
                time: MonotonicTime(),
                logger: logger,
                metrics: metrics,
                network: try SocketNetwork(identity: identity, options: options, eventLoop: loop, metrics: metrics),
                onFailure: { fail($0, of: identity, status: 1) }
            )
        } catch {
            fail("\(error)", of: identity, status: 1)
        }
    }

    private static func start(_ command: some ServiceCommand, on host: ServiceHost) {
        do {
            try host.eventLoop.flatSubmit { () -> EventLoopFuture<Void> in
                do {
                    try command.start(on: host)
                } catch {
                    return host.eventLoop.makeFailedFuture(error)
                }
                return host.listen()
            }.wait()
        } catch {
            fail("\(error)", of: host.identity, status: 1)
        }
    }

    private static func bootstrapLogs(for command: some ServiceCommand) -> Logger {
        let (identity, options) = (type(of: command).identity, command.common)
        let write = command.printsResult ? LogOutput.standardError : LogOutput.standard
        let name = options.name ?? "\(identity.name)-\(options.port ?? identity.defaultPort)"
        LoggingSystem.bootstrap { label in
            LineLogHandler(
                label: label,
                service: name,
                format: options.logFormat,
                level: options.logLevel.level,
                now: { WallTime.now },
                write: write
            )
        }
        return Logger(label: identity.name)
    }

    private static func fail(_ reason: String, of identity: ServiceIdentity, status: Int32) -> Never {
        LogOutput.standardError("rubato-\(identity.name): \(reason)\n")
        exit(status)
    }
}
