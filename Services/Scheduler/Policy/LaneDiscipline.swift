package import Domain

/// The order in which a lane runs what waits: all that distinguishes one scheduler from another.
///
/// A new scheduler is one conforming type and one line in ``LanePolicyCatalog``. ``Lane`` keeps the jobs, the
/// grants and the counts, and asks only when a further segment may be granted.
package protocol LaneDiscipline: Sendable {
    /// What `--policy-option` may set.
    static var tunables: [Tunable] { get }
    /// How often a bound on the cost of planning has made a plan coarser or shorter than the policy's rule says.
    var boundedPlans: Int { get }
    /// How many segments may be outstanding, ``Segment/outstandingLimit`` at most.
    static var grantLimit: Int { get }
    /// ``PlannedTable/mark`` of the table by which it keeps streams, 0 for none; one that knows no tables never takes one up.
    var tableMark: UInt64 { get }

    init(configuration: LaneConfiguration)

    /// A job waits: it has arrived, or its segment has ended and its rule wants a further stage.
    mutating func insert(_ job: QueuedJob)
    /// A waiting job is gone: withdrawn or displaced.
    mutating func remove(_ job: QueuedJob)
    /// The same as ``insert(_:)``, which it calls if it is not implemented, for who wants to look things up.
    mutating func insert(_ job: QueuedJob, in book: LaneBook)
    /// The same as ``remove(_:)``, which it calls if it is not implemented, for who wants to look things up.
    mutating func remove(_ job: QueuedJob, in book: LaneBook)
    /// Asked while fewer segments than ``grantLimit`` are outstanding, until it says wait.
    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision
    /// A stage has been run, or the segment has ended without one; before the jobs' readings are entered in the book.
    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook)
    /// Which waiting job to give up so that a newcomer fits on a full lane; `nil`: the newcomer.
    func displaced(by newcomer: QueuedJob, in book: LaneBook) -> JobID?
    /// Whether what runs must make way for what waits; asked after every event while something runs.
    func interrupts(_ book: LaneBook, at now: Int64) -> Bool
    /// The last stage through which the worker may run a lone job of that model at once; `nil`: it must ask.
    func standingStage(_ book: LaneBook, slot: Int) -> Int?
}

extension LaneDiscipline {
    package mutating func insert(_ job: QueuedJob, in book: LaneBook) { insert(job) }
    package mutating func remove(_ job: QueuedJob, in book: LaneBook) { remove(job) }
    package static var tunables: [Tunable] { [] }
    package static var grantLimit: Int { 2 }
    package var boundedPlans: Int { 0 }
    package var tableMark: UInt64 { 0 }
    package mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {}
    package func displaced(by newcomer: QueuedJob, in book: LaneBook) -> JobID? { nil }
    package func interrupts(_ book: LaneBook, at now: Int64) -> Bool { false }
    package func standingStage(_ book: LaneBook, slot: Int) -> Int? { nil }
}
