package import Domain
import Kernel
import NPU
import SchedulerPolicy
import ToolPolicy

/// One worker with its lane: what it holds, what is under way to and from it, and what it has done.
struct SimulatedWorker {
    let spec: WorkerSpec
    let member: Member
    /// Nanoseconds by model, stage and batch size less one; empty for a model that it does not serve.
    let bounds: [[[Int64]]]
    /// Nanoseconds for one sample by model and stage; empty if nothing is moved.
    let transfers: [(load: [Int64], store: [Int64])]
    var lane: any LanePolicy
    var random: SeededGenerator
    var isUp = true
    /// Counts crashes, so that what was under way before one is void.
    var epoch: UInt32 = 0
    var slowdown = 1.0
    /// Running, then next.
    var segments: [Segment] = []
    /// The stage that runs, -1 while none does.
    var stage = -1
    var stageBegan: Int64 = 0
    var stageJobs: [Int32] = []
    var run: UInt32 = 0
    var reports = Queue<LaneEvent>()
    var commands = Queue<LaneAction>()
    /// When the last of them arrives; none overtakes another.
    var reportsUntil: Int64 = 0
    var commandsUntil: Int64 = 0
    var alarmOrdinal: UInt32 = 0
    /// By model the last stage through which a lone job runs without a command.
    var standing: [ModelID: Int] = [:]
    /// Segments that began so.
    var begun: UInt64 = 0
    /// Of the jobs by number, where it moves their activations.
    var residency = Residency<Int32>()
    /// Staging that the core still owes to the next segment, in nanoseconds.
    var owed: Int64 = 0

    var busy: Int64 = 0
    var stageRuns = 0
    var stageJobCount = 0
    var held = 0

    init(_ spec: WorkerSpec, models: [SimulatedModel], lane: any LanePolicy, random: SeededGenerator) {
        self.spec = spec
        self.lane = lane
        self.random = random
        var served: [ServedModel] = []
        bounds = models.map { model in
            guard let profile = spec.profiles[model.served.id] else { return [] }
            var own = model.served
            own.profile = profile.scaled(by: 1 / spec.speed)
            served.append(own)
            return (0..<profile.stageCount).map { stage in
                (1...profile.capacity).map { size in
                    Self.time(spec.unmovedBound(profile, stage: stage, jobs: size), spec)
                }
            }
        }
        transfers = spec.transfers.isEmpty ? [] : models.map { Self.moved(spec, $0) }
        member = Member(id: spec.id, kind: .cpu, address: spec.id.rawValue, models: served, watts: spec.watts)
    }

    var movesActivations: Bool { !transfers.isEmpty }

    private static func moved(_ spec: WorkerSpec, _ model: SimulatedModel) -> (load: [Int64], store: [Int64]) {
        func times(_ own: [Duration]?) -> [Int64] {
            (own ?? model.served.exits.map { _ in .zero }).map { time($0, spec) }
        }
        let own = spec.transfers[model.served.id]
        return (times(own?.load), times(own?.store))
    }

    private static func time(_ duration: Duration, _ spec: WorkerSpec) -> Int64 {
        spec.speed == 1 ? duration.nanoseconds : (duration * (1 / spec.speed)).nanoseconds
    }

    /// What the stage takes this time.
    mutating func draw(model: Int, stage: Int, jobs: Int, at now: Int64) -> Int64 {
        let row = bounds[model][stage]
        let bound = jobs <= row.count ? row[jobs - 1] : row[row.count - 1] * Int64((jobs + row.count - 1) / row.count)
        var share = spec.share.upperBound
        if let shares = spec.shares {
            share = shares.value(at: random.unit(), now: now)
        } else if spec.share.lowerBound < share {
            share = Double.random(in: spec.share, using: &random)
        }
        if spec.overrunProbability > 0, random.unit() <= spec.overrunProbability { share = spec.overrunFactor }
        share *= slowdown
        return share == 1 ? bound : Int64(Double(bound) * share)
    }
}

extension ExecutionProfile {
    /// The same profile on a device that takes that many times as long.
    package func scaled(by factor: Double) -> ExecutionProfile {
        guard factor != 1 else { return self }
        let bounds = (0..<stageCount).map { stage in
            (1...capacity).map { wcet(stage: stage, batchSize: $0) * factor }
        }
        return ExecutionProfile(model: model, bounds: bounds, provenance: provenance)
    }
}
