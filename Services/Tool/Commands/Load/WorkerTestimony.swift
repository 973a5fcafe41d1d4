import ToolPolicy

/// What a worker has measured of itself during a run, as quantiles.
struct WorkerTestimony {
    /// In the form of `deploy/profiles`.
    let profile: String
    /// Stage times as shares of their bounds.
    let shares: [Double]
    /// From a report to the scheduler until its echo, microseconds.
    let roundTrip: [Double]
    /// From the event loop to the idle compute thread, microseconds.
    let order: [Double]
    /// From the compute thread back to the event loop, microseconds.
    let outcome: [Double]

    init(profile: String, before: MetricsPage, after: MetricsPage) {
        self.profile = profile
        func buckets(_ name: String, _ label: String = "") -> [(bound: Double, count: Double)] {
            after.buckets("rubato_worker_" + name, label: label, since: before)
        }
        func microseconds(_ buckets: [(bound: Double, count: Double)]) -> [Double] {
            MeasuredQuantiles.of(buckets).map { $0 * 1e6 }
        }
        shares = MeasuredQuantiles.of(buckets("stage_bound_share"), limit: MeasuredQuantiles.stageLimit)
        roundTrip = microseconds(buckets("lane_round_trip_seconds"))
        order = microseconds(buckets("handover_seconds", "way=\"order\""))
        outcome = microseconds(buckets("handover_seconds", "way=\"outcome\""))
    }

    /// From the end of a stage until the lane knows of it: the thread's way to the loop and half of the loop's to the scheduler.
    ///
    /// Quantile by quantile, as if both were slow at the same times: both wait for the same cores.
    var report: [Double] { Self.sum(outcome, roundTrip) }

    /// From the lane's decision until the idle thread begins.
    var command: [Double] { Self.sum(order, roundTrip) }

    private static func sum(_ hop: [Double], _ roundTrip: [Double]) -> [Double] {
        roundTrip.indices.map { (hop.indices.contains($0) ? hop[$0] : 0) + roundTrip[$0] / 2 }
    }
}
