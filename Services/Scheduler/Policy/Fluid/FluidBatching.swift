import Domain
import Kernel

/// The scheduler of Fluid Batching: first come, first served in batches that shrink at exits, where newcomers may overtake.
///
/// One batch runs stage by stage. At an exit, while none is saved, waiting jobs of its model may preempt it, run up to its
/// stage and there join it (``FluidPreemption``, a reconstruction). When nobody is left in the batch, the saved one goes on,
/// else the next jobs in the order of arrival start (Kouris et al., arXiv 2209.13443, system diagram). The common SLO of the paper
/// is each job's own deadline here, and several models take turns in the order of their oldest jobs.
struct FluidBatching: LaneDiscipline {
    private static let slack = Tunable(
        "slack",
        "times that the slack before a preemption is tested with",
        in: .choice(["worst", "expected"]),
        usual: 0
    )
    private static let swap = Tunable(
        "swap",
        "what saving and reloading a batch costs, milliseconds",
        in: .number(0...100),
        usual: 0
    )
    static var tunables: [Tunable] { [.batch(usual: 32), slack, swap] }

    private let batch: Int
    private let slackIsExpected: Bool
    private let swapCost: Int64
    private var waiting = StageOrder()
    private var registers = FluidRegisters()
    private var rates = ExitRates()

    init(configuration: LaneConfiguration) {
        let options = configuration.options
        batch = options.whole(Self.tunables[0])
        slackIsExpected = options.whole(Self.slack) == 1
        swapCost = options.nanoseconds(Self.swap)
    }

    mutating func insert(_ job: QueuedJob) {
        if !registers.takesBack(job) { waiting.insert(job, rank: Int64(job.ordinal)) }
    }

    mutating func remove(_ job: QueuedJob) {
        waiting.remove(job)
        registers.remove(job.id)
    }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        rates.observe(report, slot: grant.slot)
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        guard book.grants.isEmpty else { return .wait(until: nil) }
        let hasMerged = registers.settle()
        if registers.active == nil {
            loadNext(book)
        } else if !hasMerged, registers.saved == nil {
            preempt(book, at: now)
        }
        return registers.run() ?? .wait(until: nil)
    }

    private mutating func loadNext(_ book: LaneBook) {
        guard let index = waiting.leading else { return }
        let queue = waiting.queues[index]
        let jobs = waiting.take(min(batch, book.batchLimit(slot: queue.slot)), from: index)
        registers.load(StagedBatch(slot: queue.slot, stage: queue.stage, jobs: jobs))
    }

    private mutating func preempt(_ book: LaneBook, at now: Int64) {
        guard let active = registers.active, let index = waiting.index(slot: active.slot, stage: 0) else { return }
        let room = min(batch, book.batchLimit(slot: active.slot)) - active.jobs.count
        let candidates = waiting.queues[index].jobs.prefix(max(0, room))
        guard !candidates.isEmpty else { return }
        let rule = FluidPreemption(
            costs: book.models[active.slot],
            dispatchCost: book.dispatchCost,
            swapCost: swapCost,
            exitRates: rates.rates(slot: active.slot),
            slackIsExpected: slackIsExpected
        )
        let size = rule.newcomers(
            survivors: active.jobs.compactMap { book.jobs[$0].map { $0.end - now } },
            stage: active.stage,
            newcomers: candidates.compactMap { book.jobs[JobID($0.id)].map { $0.end - now } }
        )
        if size > 0 { registers.preempt(with: waiting.take(size, from: index)) }
    }
}
