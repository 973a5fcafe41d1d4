import ArgumentParser
import Domain
import ServiceKit
import WorkerService

/// `rubato-worker`: runs stages of models on one device, as the scheduler grants them.
@main
struct WorkerCommand: ServiceCommand {
    static let identity = ServiceIdentity.worker

    static let configuration = CommandConfiguration(
        commandName: "rubato-worker",
        abstract: "Runs the stages of early-exit models for a Rubato cluster.",
        version: ServiceIdentity.version
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var load: LoadOptions

    @Option(
        help: ArgumentHelp(
            """
            What to run on: cpu, or npu:FILE, an accelerator that FILE (see deploy/npu) describes. It is emulated: the \
            answers come from the kernels of the processor, when the modeled time has passed; FILE's arithmetic takes \
            the place of --precision.
            """,
            valueName: "device"
        )
    )
    var device = "cpu"

    @Option(help: ArgumentHelp("Where the scheduler listens.", valueName: "host:port"))
    var scheduler = "127.0.0.1:8010"

    @Option(
        help: ArgumentHelp("Where the gateway reaches this worker; made of port unless given.", valueName: "host:port")
    )
    var advertise: String?

    @Option(help: ArgumentHelp("Part of every budget kept for the way of the answer.", valueName: "ms"))
    var transitMs = 2.0

    @Option(
        help: ArgumentHelp(
            "What a cpu draws while it runs a stage, as stated: energy budgets are charged by it. Of an NPU its file tells.",
            valueName: "W"
        )
    )
    var watts = 7.0

    @Flag(
        inversion: .prefixedNo,
        help: "Serve the variants that a catalog keeps beside a model, as `rubato model compile` makes them."
    )
    var variants = true

    @Option(
        help: ArgumentHelp(
            "Memory that models and variants may take at once: others are loaded when they are wanted. All are loaded without it.",
            valueName: "bytes"
        )
    )
    var modelMemory: Int?

    @Option(help: "Tensors staged at once; more are answered with 503.")
    var maxStaged = 4_096

    @Option(help: ArgumentHelp("Memory of staged tensors; more are answered with 503.", valueName: "MiB"))
    var maxStagedMib = 256

    static func main() {
        ServiceMain.run(Self.self)
    }

    func validate() throws {
        do {
            _ = try DeviceChoice(device)
        } catch {
            throw ValidationError("--device: \(error)")
        }
        guard PeerAddress(scheduler) != nil else { throw ValidationError("--scheduler must be host:port") }
        if let advertise, PeerAddress(advertise) == nil { throw ValidationError("--advertise must be host:port") }
        guard (0...1_000).contains(transitMs) else { throw ValidationError("--transit-ms must be 0…1000") }
        guard (0...10_000).contains(watts) else { throw ValidationError("--watts must be 0…10000") }
        guard modelMemory ?? 1 > 0 else { throw ValidationError("--model-memory must be positive") }
        guard maxStaged > 0, maxStagedMib > 0 else { throw ValidationError("bounds must be positive") }
    }

    var printsResult: Bool { load.profileOnly }

    func start(on host: ServiceHost) throws {
        guard let scheduler = PeerAddress(scheduler) else { preconditionFailure("the address has been validated") }
        let choice = try DeviceChoice(device)
        var models = load.settings
        models.npu = choice.npu
        models.servesVariants = variants
        models.memoryByteCount = modelMemory
        if load.profileOnly {
            try ProfileReport.printAndExit(models, on: host)
        }
        let settings = NodeSettings(
            id: WorkerID(host.name),
            kind: choice.kind,
            address: advertise ?? "127.0.0.1:\(common.port ?? Self.identity.defaultPort)",
            transitAllowance: .nanoseconds(Int64(transitMs * 1e6)),
            stagingCount: maxStaged,
            stagingBytes: maxStagedMib << 20,
            watts: choice.kind == .cpu ? watts : 0,
            modelMemory: modelMemory ?? 0
        )
        let context = MemberContext(host, prefix: "rubato_worker")
        let node = WorkerNode(settings, in: context)
        node.servePages(on: host)
        MemberStart.start(node, in: context, load: models, scheduler: scheduler, on: host)
    }
}
