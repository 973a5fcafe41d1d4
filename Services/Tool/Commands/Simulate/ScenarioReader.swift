import AdmissionPolicy
import CloudPolicy
import Domain
import Foundation
import GatewayPolicy
import SchedulerPolicy
import Simulation
import YAMLFiles

/// Understands a scenario file; every unknown key and every value that makes no sense is refused by its path.
struct ScenarioReader {
    let data: ModelData
    let devices: NPULibrary
    /// Where profiles are looked for by name.
    let profiles: String
    let folder: String

    func read(_ file: ScenarioFile) throws -> Scenario {
        let fields = try YAMLFields(file.root, file: file.name)
        let models = try readModels(fields)
        let workers = try readWorkers(fields, models)
        let name = try fields.text("name") ?? "scenario"
        let seconds = try fields.number("seconds", in: 0.001...1e7) ?? 10
        var scenario = Scenario(
            name: name,
            seed: UInt64(try fields.whole("seed") ?? 1),
            length: .nanoseconds(Int64(seconds * 1e9)),
            models: models,
            workers: workers,
            sources: try SourceReader(models: models, folder: folder).read(fields)
        )
        scenario.loadFactor = try fields.number("load_factor", in: 1e-6...1e6) ?? 1
        let policy = try PolicySpec(try fields.text("policy") ?? scenario.policy)
        scenario.policy = policy.entry.name
        scenario.exitsAsPublished = try readExits(fields)
        scenario.threshold = try fields.number("threshold").map { Float($0) } ?? policy.threshold
        if let admission = try fields.text("admission") { scenario.admission = admission }
        guard AdmissionCatalog.names.contains(scenario.admission) else {
            throw fields.failure(
                "admission",
                "'\(scenario.admission)' is none of \(AdmissionCatalog.names.joined(separator: " "))"
            )
        }
        scenario.network = try readNetwork(fields)
        scenario.lane = try LaneReader.read(fields, policy)
        scenario.ledger = try LedgerReader.read(fields, scenario)
        scenario.cloud = try readCloud(fields, models)
        scenario.faults = try readFaults(fields, workers: workers.count, hasCloud: scenario.cloud != nil)
        scenario.budget = try readBudget(fields)
        scenario.gateway = try readGateway(fields)
        try fields.close()
        return scenario
    }

    private func readBudget(_ fields: YAMLFields) throws -> (joules: Double?, dollars: Double?) {
        guard let own = try fields.fields("budget") else { return (nil, nil) }
        let budget = (try own.number("joules", in: 0...1e9), try own.number("dollars", in: 0...1e6))
        try own.close()
        return budget
    }

    private func readGateway(_ fields: YAMLFields) throws -> GatewayLimits {
        var limits = GatewayLimits()
        guard let own = try fields.fields("gateway") else { return limits }
        limits.hedgeShare = try own.number("hedge_share", in: 0...1) ?? limits.hedgeShare
        limits.retries = try own.whole("retries", in: 0...100) ?? limits.retries
        try own.close()
        return limits
    }

    private func readExits(_ fields: YAMLFields) throws -> Bool {
        switch try fields.text("exits") ?? "obeyed" {
        case "obeyed": return false
        case "as_published": return true
        default: throw fields.failure("exits", "is obeyed or as_published")
        }
    }

    private func readModels(_ fields: YAMLFields) throws -> [SimulatedModel] {
        guard let items = try fields.items("models"), !items.isEmpty else {
            throw fields.failure("models", "at least one is needed")
        }
        return try items.map { item in
            if let name = item.text { return try data.model(name) }
            let own = try item.fields()
            var model = try data.model(try own.text("name") ?? own.missing("name"))
            if let exit = try own.whole("mandatory_exit", in: 0...model.served.exits.count - 1) {
                model.served.mandatoryExit = exit
            }
            if let threshold = try own.number("threshold") { model.served.defaultThreshold = Float(threshold) }
            try own.close()
            return model
        }
    }

    private func readWorkers(_ fields: YAMLFields, _ models: [SimulatedModel]) throws -> [WorkerSpec] {
        guard let items = try fields.items("workers"), !items.isEmpty else {
            throw fields.failure("workers", "at least one is needed")
        }
        var workers: [WorkerSpec] = []
        let moment = try readMoment(fields)
        for item in items {
            let own = try item.fields()
            var spec = try readDevice(own, models)
            spec.speed = try own.number("speed", in: 1e-6...1e6) ?? 1
            spec.shares = try own.course("share", in: 0.001...100, moment: moment)
            if spec.shares == nil, let share = try own.range("share", in: 0.001...100) { spec.share = share }
            if let overrun = try own.fields("overrun") {
                spec.overrunProbability = try overrun.number("probability", in: 0...1) ?? 0
                spec.overrunFactor = try overrun.number("factor", in: 1...1_000) ?? 1.5
                try overrun.close()
            }
            spec.watts = try own.number("watts", in: 0...1e6) ?? 0
            spec.segmentOverhead = try own.duration("segment_overhead_us", unit: 1e3) ?? .zero
            spec.jobOverhead = try own.duration("job_overhead_us", unit: 1e3) ?? .zero
            for _ in 0..<(try own.whole("count", in: 1...10_000) ?? 1) {
                let number = String(workers.count + 1)
                spec.id = WorkerID("worker-" + String(repeating: "0", count: max(0, 4 - number.count)) + number)
                workers.append(spec)
            }
            try own.close()
        }
        return workers
    }

    private func readDevice(_ own: YAMLFields, _ models: [SimulatedModel]) throws -> WorkerSpec {
        if let name = try own.text("npu") {
            return try NPUWorkerReader(library: devices).read(name, own, models)
        }
        guard let name = try own.text("profile") else { throw own.failure("profile", "or npu is needed") }
        return WorkerSpec(id: WorkerID(""), profiles: try readProfiles(name, models, own))
    }

    private func readProfiles(_ name: String, _ models: [SimulatedModel], _ fields: YAMLFields) throws
        -> [ModelID: ExecutionProfile]
    {
        let file = try ProfileFile.read(name, folder: profiles, scenario: folder)
        var result: [ModelID: ExecutionProfile] = [:]
        for model in models {
            let (id, stages) = (model.served.id, model.served.exits.count)
            guard let profile = file.profile(of: id) else { continue }
            guard profile.stageCount == stages else {
                throw fields.failure("profile", "\(name) has \(profile.stageCount) stages of \(id), not \(stages)")
            }
            result[id] = profile
        }
        guard !result.isEmpty else { throw fields.failure("profile", "\(name) has none of the scenario's models") }
        return result
    }

    /// How long a moment of what was measured lasts, in all lists of lists.
    private func readMoment(_ fields: YAMLFields) throws -> Duration? {
        try fields.duration("moment_ms", unit: 1e6).map { max(.nanoseconds(1), $0) }
    }

    private func readNetwork(_ fields: YAMLFields) throws -> NetworkSpec {
        var network = NetworkSpec()
        guard let own = try fields.fields("network") else { return network }
        let moment = try readMoment(fields)
        (network.uplink, network.spread.uplink) = try own.delay("uplink_us", usual: network.uplink, moment: moment)
        (network.downlink, network.spread.downlink) = try own.delay(
            "downlink_us",
            usual: network.downlink,
            moment: moment
        )
        network.allowance = try own.duration("allowance_us", unit: 1e3) ?? network.allowance
        (network.commandDelay, network.spread.command) =
            try own.delay("command_us", usual: network.commandDelay, moment: moment)
        (network.reportDelay, network.spread.report) =
            try own.delay("report_us", usual: network.reportDelay, moment: moment)
        network.alarmLateness = try own.duration("alarm_lateness_us", unit: 1e3) ?? network.alarmLateness
        network.viewInterval = try own.duration("view_ms", unit: 1e6) ?? network.viewInterval
        network.crashDetection = try own.duration("crash_detection_ms", unit: 1e6) ?? network.crashDetection
        try own.close()
        return network
    }

    private func readCloud(_ fields: YAMLFields, _ models: [SimulatedModel]) throws -> CloudSpec? {
        guard let own = try fields.fields("cloud") else { return nil }
        let name: String = try own.text("profile") ?? own.missing("profile")
        var cloud = CloudSpec(profiles: try readProfiles(name, models, own))
        cloud.executors = try readExecutors(own, cloud.executors)
        cloud.queueLimit = try own.whole("max_queue", in: 1...1_000_000) ?? cloud.queueLimit
        cloud.share = try own.range("share", in: 0.001...100) ?? cloud.share
        cloud.roundTrip = try own.duration("round_trip_ms", unit: 1e6) ?? cloud.roundTrip
        cloud.jitter = try own.duration("jitter_ms", unit: 1e6) ?? cloud.jitter
        cloud.pricePerMillisecond = try own.number("price_per_ms", in: 0...1e6) ?? cloud.pricePerMillisecond
        cloud.pricePerByte = try own.number("price_per_byte", in: 0...1e6) ?? cloud.pricePerByte
        cloud.bytesPerSecond = try own.number("bytes_per_s", in: 1...1e12) ?? cloud.bytesPerSecond
        if let speed = try own.number("speed", in: 1e-6...1e6) {
            cloud.profiles = cloud.profiles.mapValues { $0.scaled(by: 1 / speed) }
        }
        try own.close()
        return cloud
    }

    private func readExecutors(_ own: YAMLFields, _ usual: PoolLimits) throws -> PoolLimits {
        let least = try own.whole("servers", in: 1...10_000) ?? usual.least
        return PoolLimits(
            least: least,
            most: try own.whole("servers_at_most", in: least...10_000) ?? least,
            startTime: try own.duration("server_start_ms", unit: 1e6) ?? usual.startTime,
            idleTime: try own.duration("server_idle_s", unit: 1e9).map { max(.nanoseconds(1), $0) } ?? usual.idleTime
        )
    }

    private func readFaults(_ fields: YAMLFields, workers: Int, hasCloud: Bool) throws -> [Fault] {
        try (fields.items("faults") ?? []).map { item in
            let own = try item.fields()
            guard let at = try own.duration("at_s", unit: 1e9), let length = try own.duration("for_s", unit: 1e9) else {
                throw own.failure("at_s", "and for_s are needed")
            }
            let crash = try own.whole("crash", in: 0...workers - 1)
            let slowdown = try own.whole("slowdown", in: 0...workers - 1)
            let factor = try own.number("factor", in: 1e-3...1e6)
            let isOutage = try own.flag("outage") ?? false
            try own.close()
            guard [crash != nil, slowdown != nil, isOutage].count(where: \.self) == 1 else {
                throw own.failure("", "names exactly one of crash, slowdown and outage")
            }
            if isOutage, !hasCloud { throw own.failure("outage", "needs a cloud") }
            if let crash { return Fault(.crash(worker: crash), at: at, length: length) }
            if let slowdown { return Fault(.slowdown(worker: slowdown, factor: factor ?? 2), at: at, length: length) }
            return Fault(.outage, at: at, length: length)
        }
    }
}
