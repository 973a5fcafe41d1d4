import Domain
import Kernel

/// What the frames that have not come yet of one model's streams may demand: a staircase over the time.
///
/// Intuition: a bucket of tokens bounds the arrivals. It fills at the streams' rate up to their burst, and every frame takes a
/// token; so what may come at once is what the bucket holds, and what may come later is that and what flows in until then.
/// Every frame is due a deadline after it comes, so nothing is due before that.
///
/// A step counts all that may come from the step before it until it, and one further batch.
package struct FutureDemand: Sendable {
    /// Steps are at least this far apart, as a share of the deadline, where there are no windows.
    private static let stepsPerDeadline: Int64 = 4

    package let slot: Int
    private let stride: Int64
    private let burst: Double
    /// Frames per nanosecond.
    private let rate: Double
    private let deadline: Int64
    private let perBatch: Double
    private let perFrame: Double
    private var tokens: Double
    private var lastArrival = Int64.min / 4

    /// Takes nanoseconds, and frames per nanosecond.
    package init(slot: Int, window: Int64, burst: Double, rate: Double, deadline: Int64, line: StageLine) {
        self.slot = slot
        self.deadline = max(1, deadline)
        stride = window > 0 ? window : max(1, deadline / Self.stepsPerDeadline)
        self.burst = burst
        self.rate = rate
        perBatch = window > 0 ? Double(line.fixed) : 0
        perFrame = Double(line.perJob) + (window > 0 ? 0 : Double(line.fixed))
        tokens = burst
    }

    /// A plan in the lane's numbers, `nil` if the worker does not serve its model.
    ///
    /// What has come so far is taken over from the demand that was known before.
    init?(_ plan: WindowPlan, _ book: LaneBook, _ lines: StageLines, beside known: [FutureDemand]) {
        guard let slot = book.slot(of: plan.model) else { return nil }
        self.init(
            slot: slot,
            window: plan.window.nanoseconds,
            burst: plan.burst,
            rate: plan.framesPerSecond / 1e9,
            deadline: plan.deadline.nanoseconds,
            line: lines.line(slot: slot, from: 0, through: plan.mandatoryExit)
        )
        guard let before = known.first(where: { $0.slot == slot }) else { return }
        tokens = min(burst, before.tokens)
        lastArrival = before.lastArrival
    }

    /// Notes that a frame has come.
    package mutating func arrive(at now: Int64) {
        tokens = max(0, tokens(at: now) - 1)
        lastArrival = now
    }

    /// In the long run, demand per time.
    package var utilization: Double { rate * perFrame + perBatch * min(rate, 1 / Double(stride)) }

    /// The height of every step but the first.
    package var rise: Int64 { Int64(utilization * Double(stride)) + 1 }

    /// Where the demand steps up, seen from `now`: the `index`-th step, ascending in its instant.
    package func step(_ index: Int64, at now: Int64) -> (end: Int64, demand: Int64) {
        (now + deadline + index * stride, rise + (index == 0 ? present(at: now) : 0))
    }

    /// The demand of what may come at once.
    private func present(at now: Int64) -> Int64 {
        let tokens = tokens(at: now)
        return Int64((tokens * perFrame + min(1, tokens) * perBatch).rounded(.up))
    }

    private func tokens(at now: Int64) -> Double {
        min(burst, tokens + rate * Double(max(0, now - lastArrival)))
    }
}
