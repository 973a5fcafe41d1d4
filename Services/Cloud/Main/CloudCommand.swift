import ArgumentParser
import CloudService
import Domain
import Foundation
import ServiceKit
import WorkerService

/// `rubato-cloud`: the rented tier behind a WAN; the WAN is emulated and the price is metered.
@main
struct CloudCommand: ServiceCommand {
    static let identity = ServiceIdentity.cloud

    static let configuration = CommandConfiguration(
        commandName: "rubato-cloud",
        abstract: "Runs whole models for a Rubato cluster, at a price and behind an emulated WAN.",
        version: ServiceIdentity.version
    )

    @OptionGroup var common: CommonOptions
    @OptionGroup var load: LoadOptions

    @Option(help: ArgumentHelp("Where the scheduler listens.", valueName: "host:port"))
    var scheduler = "127.0.0.1:8010"

    @Option(
        help: ArgumentHelp("Where the gateway reaches this tier; made of port unless given.", valueName: "host:port")
    )
    var advertise: String?

    @Option(help: ArgumentHelp("Round trip of the emulated WAN, such as 40ms.", valueName: "time"))
    var wanRtt = "40ms"

    @Option(help: "Share of requests that the emulated WAN loses, 0…1.")
    var wanLoss = 0.0

    @Option(help: ArgumentHelp("By how much each way of the emulated WAN takes longer on average.", valueName: "time"))
    var wanJitter = "0ms"

    @Option(
        help: ArgumentHelp(
            "When nothing passes the emulated WAN, such as 5s..12s since this tier serves; may be repeated.",
            valueName: "span"
        )
    )
    var wanOutage: [String] = []

    @Option(
        help: ArgumentHelp(
            "Outages as a connectivity trace instead: lines of seconds and 'up' or 'down'.",
            valueName: "file"
        )
    )
    var wanTrace: String?

    @Option(
        help: ArgumentHelp(
            "What the emulated WAN carries towards this tier per second, such as 2MB; no bound unless given.",
            valueName: "bytes"
        )
    )
    var wanBandwidth: String?

    @Option(help: "Seed of the emulated losses and jitter.")
    var wanSeed: UInt64 = 1

    @Option(help: ArgumentHelp("Price of a millisecond of execution.", valueName: "USD"))
    var pricePerMs = 1.8e-7

    @Option(help: ArgumentHelp("Price of a byte of the tensors taken in.", valueName: "USD"))
    var pricePerByte = 0.0

    @Option(help: "Jobs that wait at once; more are refused with 429.")
    var maxQueue = 256

    @Option(
        help: ArgumentHelp(
            "Executors, each a compute thread: a number, or the least and the most, such as 1..4.",
            valueName: "count"
        )
    )
    var executors = "1"

    @Option(
        help: ArgumentHelp("How long an executor takes to start; that is emulated, too.", valueName: "time")
    )
    var executorStart = "500ms"

    @Option(help: ArgumentHelp("After how long without work an executor is given back.", valueName: "time"))
    var executorIdle = "10s"

    static func main() {
        ServiceMain.run(Self.self)
    }

    func validate() throws {
        guard PeerAddress(scheduler) != nil else { throw ValidationError("--scheduler must be host:port") }
        if let advertise, PeerAddress(advertise) == nil { throw ValidationError("--advertise must be host:port") }
        guard TimeSpan(wanRtt) != nil else { throw ValidationError("--wan-rtt must be like 40ms, 0.1s or 500us") }
        guard TimeSpan(wanJitter) != nil else { throw ValidationError("--wan-jitter must be like 5ms") }
        guard wanOutage.isEmpty || wanTrace == nil else {
            throw ValidationError("--wan-outage and --wan-trace exclude each other")
        }
        _ = try outages()
        guard (0...1).contains(wanLoss) else { throw ValidationError("--wan-loss must be 0…1") }
        guard pricePerMs >= 0, pricePerByte >= 0, maxQueue > 0 else {
            throw ValidationError("prices and bounds must be positive")
        }
        if let wanBandwidth, ByteRate(wanBandwidth) == nil { throw ValidationError("--wan-bandwidth must be like 2MB") }
        guard ExecutorRange(executors) != nil else {
            throw ValidationError("--executors must be 1…\(ExecutorRange.limit), or two of these like 1..4")
        }
        guard TimeSpan(executorStart) != nil else { throw ValidationError("--executor-start must be like 500ms") }
        guard let idle = TimeSpan(executorIdle), idle.duration > .zero else {
            throw ValidationError("--executor-idle must be like 10s")
        }
    }

    private func outages() throws -> WANOutages {
        if let wanTrace {
            do {
                return try WANOutages(trace: String(contentsOfFile: wanTrace, encoding: .utf8))
            } catch let failure as TraceFailure {
                throw ValidationError("--wan-trace \(wanTrace): \(failure)")
            } catch {
                throw ValidationError("--wan-trace \(wanTrace) cannot be read")
            }
        }
        guard let outages = WANOutages(spans: wanOutage) else {
            throw ValidationError("--wan-outage must be like 5s..12s, each after the one before it")
        }
        return outages
    }

    var printsResult: Bool { load.profileOnly }

    func start(on host: ServiceHost) throws {
        guard let scheduler = PeerAddress(scheduler), let roundTrip = TimeSpan(wanRtt)?.duration,
            let jitter = TimeSpan(wanJitter)?.duration, let start = TimeSpan(executorStart)?.duration,
            let idle = TimeSpan(executorIdle)?.duration, let range = ExecutorRange(executors)
        else {
            preconditionFailure("the options have been validated")
        }
        if load.profileOnly {
            try ProfileReport.printAndExit(load.settings, on: host)
        }
        let node = NodeSettings(
            id: WorkerID(host.name),
            address: advertise ?? "127.0.0.1:\(common.port ?? Self.identity.defaultPort)"
        )
        let settings = CloudSettings(
            node: node,
            wan: WANEmulation(
                roundTrip: roundTrip,
                jitter: jitter,
                lossShare: wanLoss,
                outages: try outages(),
                bytesPerSecond: wanBandwidth.flatMap { ByteRate($0)?.bytesPerSecond } ?? 0,
                seed: wanSeed
            ),
            pricePerMillisecond: pricePerMs,
            pricePerByte: pricePerByte,
            queueLimit: maxQueue,
            executors: range.limits(startTime: start, idleTime: idle)
        )
        let context = MemberContext(host, prefix: "rubato_cloud")
        let tier = CloudNode(settings, in: context)
        tier.serveTraining(on: host, models: load.models, pricePerMillisecond: pricePerMs)
        MemberStart.start(
            tier,
            in: context,
            load: load.settings,
            scheduler: scheduler,
            on: host,
            threads: range.most
        )
    }
}
