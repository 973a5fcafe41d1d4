import ToolPolicy

/// What a worker has measured of itself during a run, as quantiles for each moment.
struct WorkerTestimony {
    /// In the form of `deploy/profiles`.
    let profile: String
    /// Stage times as shares of their bounds.
    let shares: [[Double]]
    /// From a report to the scheduler until its echo, microseconds.
    let roundTrip: [[Double]]
    /// From the event loop to the idle compute thread, microseconds.
    let order: [[Double]]
    /// From the compute thread back to the event loop, microseconds.
    let outcome: [[Double]]

    /// Takes the pages that were read at the run's beginning, at the ends of its moments and at its end, two at least.
    init(profile: String, pages: [MetricsPage]) {
        self.profile = profile
        func moments(_ name: String, _ label: String = "", limit: Double = MeasuredQuantiles.delayLimit) -> [[Double]] {
            func quantiles(_ before: MetricsPage, _ after: MetricsPage) -> [Double] {
                MeasuredQuantiles.of(after.buckets("rubato_worker_" + name, label: label, since: before), limit: limit)
            }
            let all = quantiles(pages[0], pages[pages.count - 1])
            return zip(pages, pages.dropFirst()).map { quantiles($0, $1) }.map { $0.isEmpty ? all : $0 }
        }
        func microseconds(_ moments: [[Double]]) -> [[Double]] { moments.map { $0.map { $0 * 1e6 } } }
        shares = moments("stage_bound_share", limit: MeasuredQuantiles.stageLimit)
        roundTrip = microseconds(moments("lane_round_trip_seconds"))
        order = microseconds(moments("handover_seconds", "way=\"order\""))
        outcome = microseconds(moments("handover_seconds", "way=\"outcome\""))
    }

    /// From the end of a stage until the lane knows of it: the thread's way to the loop and half of the loop's to the scheduler.
    ///
    /// Quantile by quantile, as if both were slow at the same times: both wait for the same cores.
    var report: [[Double]] { zip(outcome, roundTrip).map(Self.sum) }

    /// From the lane's decision until the idle thread begins.
    var command: [[Double]] { zip(order, roundTrip).map(Self.sum) }

    private static func sum(_ hop: [Double], _ roundTrip: [Double]) -> [Double] {
        roundTrip.indices.map { (hop.indices.contains($0) ? hop[$0] : 0) + roundTrip[$0] / 2 }
    }
}
