package import Kernel

/// Decides what one worker runs next; every scheduler that can be selected is one.
package protocol LanePolicy: Policy where Event == LaneEvent, Action == LaneAction {
    init(configuration: LaneConfiguration)

    /// Bounded mandatory work that waits or runs, as admission is told it.
    var backlog: Duration { get }
    var pendingJobs: Int { get }
    /// ``PlannedTable/mark`` of the table that it keeps, 0 for none.
    var tableMark: UInt64 { get }
    var counters: LaneCounters { get }
}

extension LanePolicy {
    package var tableMark: UInt64 { 0 }
}
