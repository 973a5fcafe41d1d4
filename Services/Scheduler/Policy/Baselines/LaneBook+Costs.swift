import Domain
import Kernel

/// What the papers' policies and the baselines ask the book.
extension LaneBook {
    /// By how much a timer may be late in a service; who must not miss an instant asks that much earlier.
    static let timerLateness: Int64 = 100_000

    /// The profiled time of a segment with its command: the E(b) of the papers, which plan by the profile and not by the pace.
    func cost(slot: Int, stages: ClosedRange<Int>, jobs: Int) -> Int64 {
        dispatchCost + models[slot].bound(stages: stages, jobs: jobs)
    }

    /// The profiled time from this stage to the end of the network.
    func fullCost(slot: Int, from stage: Int, jobs: Int) -> Int64 {
        cost(slot: slot, stages: stage...max(stage, models[slot].stageCount - 1), jobs: jobs)
    }

    /// When to ask for the next batch so that the device need not wait for it; `nil`: now.
    func freeSoon(after now: Int64) -> Int64? {
        guard !grants.isEmpty else { return nil }
        let ask = expectedEnd(at: now) - dispatchCost - Self.timerLateness
        return grants.count > 1 || ask > now ? ask : nil
    }

    /// Lets the listed jobs go that are still here, and empties the list; `nil` if none are.
    func release(_ list: inout [JobID]) -> LaneDecision? {
        let present = list.filter { jobs[$0]?.batch == nil && jobs[$0] != nil }
        list = []
        return present.isEmpty ? nil : .release(present)
    }
}
