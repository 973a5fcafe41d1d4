import Domain
import Kernel
import Logging
import WorkerPolicy

/// Loads as jobs of the lane: best effort without a caller, so that they run when what is promised can bear it.
struct PageLoads {
    /// Between two looks whether a load may begin.
    static let pause = Duration.milliseconds(10)
    /// Numbers of jobs from gateways are below.
    private static let firstNumber: UInt64 = 0xFFFF_FFFF_0000_0000
    /// A load that takes longer is given up: no lane lets it wait for so long.
    private static let patience = Duration.seconds(600)

    private var count: UInt64 = 0
    private var current: (member: SegmentRun.Member, sample: StagedSample)?

    /// The number of the next load, unless one is under way.
    func next() -> JobID? { current == nil ? JobID(Self.firstNumber + count) : nil }

    /// The load as the compute thread gets it, if that job is it.
    func member(_ id: JobID) -> (member: SegmentRun.Member, sample: StagedSample)? {
        current.flatMap { $0.member.job == id ? $0 : nil }
    }

    mutating func begin(_ order: PageOrder, as job: JobID, pieces: Int, at now: Instant) -> LaneJob {
        count += 1
        let rule = ExitRule(mandatoryExit: pieces - 1, lastExit: pieces - 1, threshold: 2)
        let sample = StagedSample(.carried(PageTicket(evict: order.evict)))
        current = (SegmentRun.Member(job: job, rule: rule), sample)
        return LaneJob(
            id: job,
            model: order.load.load,
            jobClass: .bestEffort,
            deadline: now + Self.patience,
            rule: rule
        )
    }

    mutating func end() {
        current?.sample.withdraw()
        current = nil
    }

    func metadata(of order: PageOrder) -> Logger.Metadata {
        ["model": "\(order.load)", "evicted": "\(order.evict.map(\.description).joined(separator: " "))"]
    }
}
