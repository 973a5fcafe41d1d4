import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

/// One lane under a policy, with a worker that takes exactly what is profiled and messages that take no time.
struct PaperWorld {
    /// Stages of 1, 2, 3 and 4 ms per job; batches gain nothing.
    static let linear = TestModels.model("linear", perSample: [1, 2, 3, 4].map { .milliseconds($0) }, capacity: 8)
    /// Two stages of 4 ms for any batch; batches cost nothing.
    static let flat = TestModels.model("flat", perSample: [.zero, .zero], fixed: .milliseconds(4), capacity: 8)

    let name: String
    private let models: [ServedModel]
    private var jobs: [WorldJob] = []
    var configuration: LaneConfiguration
    var timing = WorldTiming(commandDelay: .zero, reportDelay: .zero, alarmLateness: .zero)

    init(_ name: String, options: [String] = [], models: [ServedModel] = [Self.linear]) throws {
        self.name = name
        self.models = models
        let entry = try #require(LanePolicyCatalog.entry(name))
        configuration = LaneConfiguration(dispatchCost: .zero, replyAllowance: .zero)
        configuration.options = try PolicyOptions(options, for: entry.tunables)
    }

    /// Lets a job come; it leaves by its rule only at its last exit unless it reads more than 0.9.
    mutating func add(
        _ id: UInt64,
        at arrival: Double = 0,
        due deadline: Double,
        of model: ServedModel = Self.linear,
        class jobClass: JobClass = .promised,
        mandatory: Int = 0,
        reads confidences: [Float]? = nil
    ) {
        let last = model.exits.count - 1
        let job = LaneJob(
            id: JobID(id),
            model: model.id,
            jobClass: jobClass,
            deadline: Self.instant(deadline),
            rule: ExitRule(mandatoryExit: mandatory, lastExit: last, threshold: 0.9)
        )
        let read = confidences ?? [Float](repeating: 0.5, count: last + 1)
        jobs.append(WorldJob(job, arrival: Self.instant(arrival), confidences: read))
    }

    /// What the worker was told until the end, as `when: stages [jobs]` or `when: release [jobs]`, and what became of the jobs.
    func play(through end: Double? = nil) throws -> PaperStory {
        let policy = try #require(LanePolicyCatalog.make(name, configuration: configuration))
        let recorder = RecordingPolicy(policy)
        var world = LaneWorld(policy: recorder, member: TestModels.member(models), timing: timing)
        for job in jobs { world.submit(job) }
        world.run(through: end.map(Self.instant) ?? .distantFuture)
        #expect(world.violations == [])
        return PaperStory(world: world, jobs: jobs)
    }

    static func instant(_ milliseconds: Double) -> Instant {
        .origin + .nanoseconds(Int64((milliseconds * 1e6).rounded()))
    }
}
