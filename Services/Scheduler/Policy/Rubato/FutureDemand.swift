import Kernel

/// What the frames that have not come yet of one model's streams may demand: a staircase over the time.
///
/// Intuition: at most so many frames come in any interval of one window's length. Once a window has begun with its first frame,
/// only the rest of them can come in it; after it, a full window's frames can come at once, and again a window later.
/// Every frame is due a deadline after it comes, so nothing is due before that.
struct FutureDemand: Sendable {
    let slot: Int
    private let window: Int64
    private let frames: Int64
    private let deadline: Int64
    /// The command and the fixed part of a window's batches; nanoseconds.
    private let perWindow: Int64
    private let perFrame: Int64
    /// When the window began that the last frame fell in, and how many have come in it.
    private var began = Int64.min / 4
    private var come: Int64 = 0

    init(slot: Int, window: Int64, frames: Int, deadline: Int64, line: StageLine) {
        self.slot = slot
        self.window = window
        self.frames = Int64(frames)
        self.deadline = deadline
        perWindow = line.fixed
        perFrame = line.perJob
    }

    /// A plan in the lane's numbers, `nil` if the worker does not serve its model.
    ///
    /// What has come so far is taken over from the demand that was known before.
    init?(_ plan: WindowPlan, _ book: LaneBook, _ lines: StageLines, beside known: [FutureDemand]) {
        guard let slot = book.slot(of: plan.model) else { return nil }
        self.init(
            slot: slot,
            window: plan.window.nanoseconds,
            frames: plan.frames,
            deadline: (plan.deadline - book.configuration.replyAllowance).nanoseconds,
            line: lines.line(slot: slot, from: 0, through: plan.mandatoryExit)
        )
        if let before = known.first(where: { $0.slot == slot }) { (began, come) = (before.began, before.come) }
    }

    /// Notes that a frame has come.
    mutating func arrive(at now: Int64) {
        if now > began + window {
            began = now
            come = 0
        }
        come += 1
    }

    /// In the long run, demand per time.
    var utilization: Double { Double(perWindow + frames * perFrame) / Double(window) }

    /// Where the demand steps up, seen from `now`: the `index`-th step, ascending in its instant.
    func step(_ index: Int64, at now: Int64) -> (end: Int64, demand: Int64) {
        let full = perWindow + frames * perFrame
        guard now <= began + window else { return (now + deadline + index * window, full) }
        guard index > 0 else {
            let rest = max(0, frames - come)
            return (now + deadline, rest > 0 ? perWindow + rest * perFrame : 0)
        }
        return (began + index * window + deadline, full)
    }
}
