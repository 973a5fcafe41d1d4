import ArgumentParser
import GatewayPolicy
import GatewayService
import ServiceKit

/// `rubato-gateway`: the cluster's public face.
@main
struct GatewayCommand: ServiceCommand {
    static let identity = ServiceIdentity.gateway

    static let configuration = CommandConfiguration(
        commandName: "rubato-gateway",
        abstract: "Serves the Open Inference Protocol v2, with deadlines and streams, in front of a Rubato cluster.",
        discussion: """
            Takes requests over HTTP/1.1 and HTTP/2 on one port. Every option can also be set by \
            RUBATO_GATEWAY_<OPTION>, RUBATO_<OPTION> or a key of the YAML file.
            """,
        version: ServiceIdentity.version
    )

    @OptionGroup(title: "Service") var common: CommonOptions

    @OptionGroup(title: "Specialized heads") var specialists: SpecialistOptions

    @Option(help: ArgumentHelp("Where the scheduler listens.", valueName: "host:port"))
    var scheduler = "127.0.0.1:8010"

    @Option(help: ArgumentHelp("Where the admission controller listens.", valueName: "host:port"))
    var admission = "127.0.0.1:8020"

    @Option(help: "Port for health and metrics only; 0 for none.")
    var metricsPort = 8002

    @Option(help: "Jobs that may wait for an answer at once; more are refused.")
    var maxOpenJobs = 4096

    @Option(help: ArgumentHelp("Tensor memory of open jobs; more is refused.", valueName: "MiB"))
    var maxHeldMib = 256

    @Option(help: "Streams at once; more are refused.")
    var maxStreams = 1024

    @Option(
        help: ArgumentHelp("Weights that jobs carry to their lanes, 1 for all others.", valueName: "name=weight,…")
    )
    var tenants = ""

    @Option(help: "Tenants that are told apart; more count as one.")
    var maxTenants = 64

    @Option(help: "Samples in one request.")
    var maxSamples = 64

    @Option(help: ArgumentHelp("Largest body of a request.", valueName: "MiB"))
    var maxBodyMib = 2

    @Option(help: ArgumentHelp("A stream without frames for so long is closed.", valueName: "seconds"))
    var streamIdleSeconds = 60.0

    @Option(
        help: ArgumentHelp(
            "Which part of all jobs at workers may be sent to the cloud tier as copies when they may be late, 0…1.",
            valueName: "share"
        )
    )
    var hedgeShare = GatewayLimits().hedgeShare

    @Option(help: "How many past jobs /v2/requests/ID/explain remembers.")
    var rememberJobs = 4096

    static func main() {
        ServiceMain.run(GatewayCommand.self)
    }

    func validate() throws {
        guard PeerAddress(scheduler) != nil else { throw ValidationError("--scheduler must be host:port") }
        guard PeerAddress(admission) != nil else { throw ValidationError("--admission must be host:port") }
        guard (0...65_535).contains(metricsPort) else { throw ValidationError("--metrics-port must be 0…65535") }
        guard maxOpenJobs > 0, maxHeldMib > 0, maxStreams > 0, maxSamples > 0, maxBodyMib > 0, rememberJobs >= 0,
            maxTenants > 0
        else {
            throw ValidationError("bounds must be positive")
        }
        guard (0...1).contains(hedgeShare) else { throw ValidationError("--hedge-share must be 0…1") }
        guard (1...86_400).contains(streamIdleSeconds) else {
            throw ValidationError("--stream-idle-seconds must be 1…86400")
        }
        _ = try TenantWeights.read(tenants)
    }

    func start(on host: ServiceHost) throws {
        guard let scheduler = PeerAddress(scheduler), let admission = PeerAddress(admission) else {
            preconditionFailure("addresses are validated before the start")
        }
        var configuration = GatewayConfiguration(scheduler: scheduler, admission: admission)
        configuration.limits.openJobs = maxOpenJobs
        configuration.limits.heldBytes = maxHeldMib << 20
        configuration.limits.streams = maxStreams
        configuration.limits.tenants = maxTenants
        configuration.limits.hedgeShare = hedgeShare
        configuration.tenants = try TenantWeights.read(tenants)
        configuration.limits.streamIdle = .seconds(streamIdleSeconds)
        configuration.samplesPerRequest = maxSamples
        configuration.bodyBytes = maxBodyMib << 20
        configuration.rememberedJobs = rememberJobs
        configuration.specializes = !specialists.noSpecialists
        configuration.specialization = specialists.settings
        configuration.metricsPort = metricsPort == 0 ? nil : metricsPort
        let gateway = Gateway(configuration, host: host)
        try gateway.start()
    }
}
