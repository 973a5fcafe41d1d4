import ArgumentParser
import Foundation
import Inference
import NPUFiles
import SchedulerPolicy

/// Starts a whole cluster on this machine and watches over it.
struct UpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start a whole cluster on this machine.",
        discussion: """
            Starts scheduler, admission, workers, if asked for the cloud tier, and the gateway as processes on loopback. \
            Prints one line `READY {json}` on standard output when all of them are ready. A service that dies is \
            started again. Ctrl-C or SIGTERM stops all in order within 8 s; a second one ends them at once.
            """
    )

    @Option(help: ArgumentHelp("One device per worker: cpu or npu:FILE, with commas between.", valueName: "devices"))
    var workers = "cpu"

    @Option(help: "Port of the gateway; 0 takes a free one.")
    var port = 8_000

    @Option(help: "Port of the gateway's metrics beside its own; by default 8002 with port 8000, else a free one.")
    var metricsPort: Int?

    @Option(help: "First port of the inner services, which follow each other; free ones by default.")
    var internalPorts: Int?

    @Option(help: ArgumentHelp("The scheduler's policy; rubato-scheduler --help lists them.", valueName: "name"))
    var policy: String?

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Of CPU workers: f32, bf16 or int8; an NPU's file has its own.", valueName: "precision"))
    var precision: String?

    @Option(help: ArgumentHelp("YAML file for all services.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Least level that the services log.", valueName: "level"))
    var logLevel: String?

    @Option(
        help: ArgumentHelp("Folder for one log file per service; else they go to standard error.", valueName: "folder")
    )
    var logDir: String?

    @OptionGroup(title: "Cloud tier") var tier: UpCloud

    @OptionGroup(title: "Budgets") var budgets: UpBudgets

    @Option(help: ArgumentHelp("Serve only this model; may be given several times.", valueName: "name"))
    var model: [String] = []

    @Flag(help: "Stop when standard input ends, for programs that start a cluster and may die.")
    var stopOnEof = false

    func validate() throws {
        guard !devices.isEmpty, devices.count <= 64 else { throw ValidationError("--workers names 1 to 64 devices") }
        for device in devices where device != "cpu" { try Self.check(device) }
        if let precision, Precision(rawValue: precision) == nil {
            throw ValidationError("--precision is f32, bf16 or int8")
        }
        if let policy, LanePolicyCatalog.entry(policy) == nil {
            throw ValidationError("--policy is one of \(LanePolicyCatalog.names.joined(separator: ", "))")
        }
        for port in [port, metricsPort ?? 0, internalPorts ?? 0] where !(0...65_535).contains(port) {
            throw ValidationError("a port must be 0…65535")
        }
    }

    /// Refuses a device here, where people look, and not in the log of a worker that starts again and again.
    private static func check(_ device: String) throws {
        guard device.hasPrefix("npu:") else {
            throw ValidationError("--workers: '\(device)' is neither cpu nor npu:FILE")
        }
        do {
            _ = try DeviceFile(path: String(device.dropFirst(4)))
        } catch {
            throw ValidationError("--workers: \(error)")
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            let passingStore = budgets.passingStore
            defer { passingStore.map(UpBudgets.remove) }
            let plan = try makePlan(passingStore)
            let folder = Executables.folder
            for child in plan.children {
                try Executables.check(child.executable, in: folder)
            }
            if let logDir {
                try Files.makeFolder(logDir)
            }
            try ClusterRunner(plan, folder: folder, logFolder: logDir, watchesInput: stopOnEof).run()
        }
    }

    private var devices: [String] { workers.split(separator: ",").map(String.init) }

    private func makePlan(_ passingStore: String?) throws -> ClusterPlan {
        var options = ClusterPlan.Options()
        options.devices = devices
        tier.apply(to: &options)
        options.policy = policy
        options.modelNames = model
        options.models = try models ?? Executables.modelFolder
        options.precision = precision
        options.config = config
        options.logLevel = logLevel
        options.budgetFlags = budgets.flags(passingStore: passingStore)
        options.modelMemory = budgets.budgetMemory
        return ClusterPlan(options, ports: try pickPorts(inner: ClusterPlan.innerPortCount(options)))
    }

    private func pickPorts(inner count: Int) throws -> ClusterPlan.Ports {
        let free = try FreePorts.pick(count + 2)
        let ports = ClusterPlan.Ports(
            gateway: port == 0 ? free[count] : port,
            metrics: metricsPort ?? (port == 8_000 ? 8_002 : free[count + 1]),
            inner: internalPorts.map { base in (0..<count).map { base + $0 } } ?? Array(free.prefix(count))
        )
        for taken in [ports.gateway, ports.metrics] + ports.inner where try !FreePorts.isFree(taken) {
            throw ToolFailure.clusterFailed("port \(taken) is taken; choose another with --port or --internal-ports")
        }
        return ports
    }
}
