/// The bounds within which the gateway works.
package struct GatewayLimits: Hashable, Sendable {
    /// Jobs that wait for an answer at once; one more is refused.
    package var openJobs = 4096
    /// Tensor bytes of open jobs; what would exceed them is refused.
    package var heldBytes = 256 << 20
    /// Streams at once; one more is refused.
    package var streams = 1024
    /// Tenants that are told apart; those that are named beyond it count as one.
    package var tenants = 64
    /// Other workers that a failed job is tried on.
    package var retries = 2
    /// How long after its deadline a job is answered without its worker.
    ///
    /// Half of the 50 ms that the cluster guarantees even for a killed worker; the rest is margin for late alarms.
    package var grace = Duration.milliseconds(25)
    /// Alarms are rounded up to multiples of this, so that thousands of deadlines share a few hundred alarms.
    package var alarmGrain = Duration.milliseconds(4)
    /// What is kept back of a budget for the way of the answer from the worker to the client, but at most an eighth.
    package var replyAllowance = Duration.milliseconds(4)
    /// What may be kept back for it where ways are known to take longer: one part in this many.
    package var lagShare = 2
    /// A job that has lost more than one part in this many of its budget unread is refused: where the gateway cannot keep
    /// up, a cheap refusal leaves time for those that can still be in time.
    package var waitShare = 4
    /// How long a job that went ahead without a verdict may take before admission is asked for it.
    package var aheadPatience = Duration.milliseconds(2)
    /// The share of jobs at workers of which a copy may go to the cloud tier, 0…1.
    package var hedgeShare = 0.05
    /// Copies that can be saved up for bad times.
    package var hedgeBurst = 8
    /// How much earlier than it must a copy leaves: for the question, a late alarm and the answer's way to the client.
    package var hedgeMargin = Duration.milliseconds(12)
    /// Without a frame for so long, and for four periods, a stream's promise is given back.
    package var streamIdle = Duration.seconds(60)
    /// How long a client waits for the verdict on its stream.
    package var streamPatience = Duration.seconds(2)

    package init() {}

    /// What is left for the worker: the budget less an allowance, or less what ways cost at present.
    package func workerBudget(of budget: Duration, lag: Duration = .zero) -> Duration {
        max(.zero, budget - max(min(replyAllowance, budget / 8), min(lag, budget / lagShare)))
    }
}
