import Domain
import Kernel

/// All streams of one model on one member, whose frames are batched together, and a bound on what they demand.
///
/// Intuition: a category is a periodic task that releases a batch whenever a window closes. Windows close at least the
/// shortest window apart; every frame of a batch came within the longest window; a batch is due at least the shortest
/// rest after its window's close. So in every interval the number of batches and the number of frames are bounded, and
/// with them the demand (DeepRT's windows, `dbf` of the processor demand criterion, on mandatory stages only).
///
/// A window of zero means that each frame is a batch of its own.
struct StreamCategory: Sendable {
    /// How many steps of the demand are counted exactly before the straight line above them is used.
    static let exactSteps = 8
    /// Above so many streams the frames of a window are bounded by their rate instead of one by one.
    private static let exactStreams = 256

    private(set) var count = 0.0
    /// Frames per nanosecond.
    private(set) var rate = 0.0
    private(set) var shortestWindow = Double.infinity
    private(set) var longestWindow = 0.0
    private(set) var shortestRest = Double.infinity
    private(set) var longestRest = 0.0
    private(set) var shortestDeadline = Double.infinity
    private(set) var mandatoryExit = 0
    private(set) var framesPerWindow = 0.0
    /// By how many frames all of the streams together may be early.
    private(set) var earlyFrames = 0.0

    init() {}

    /// Counts all of them in, in any order.
    init(_ shapes: [StreamShape]) {
        for shape in shapes { add(shape) }
        recount(shapes)
    }

    /// Counts a stream in.
    ///
    /// ``framesPerWindow`` may be too small afterward if no window has been as long yet; then ``recount(_:)`` makes it right.
    mutating func add(_ shape: StreamShape) { add(shape, windows: shape.window...shape.window) }

    /// Counts a stream in with whatever window of a range would be best in each respect.
    ///
    /// What is demanded then is no more than with any one of them.
    mutating func add(_ shape: StreamShape, windows: ClosedRange<Double>) {
        let isLonger = windows.lowerBound > longestWindow
        count += 1
        rate += 1 / shape.period
        earlyFrames += shape.jitter / shape.period
        shortestWindow = min(shortestWindow, windows.upperBound)
        longestWindow = max(longestWindow, windows.lowerBound)
        shortestRest = min(shortestRest, shape.deadline - windows.lowerBound)
        longestRest = max(longestRest, shape.deadline - windows.upperBound)
        shortestDeadline = min(shortestDeadline, shape.deadline)
        mandatoryExit = max(mandatoryExit, shape.mandatoryExit)
        framesPerWindow += shape.frames(in: longestWindow)
        if isLonger { framesPerWindow = max(framesPerWindow, earlyFrames + longestWindow * rate) }
    }

    /// Counts one by one how many frames a window of all these can hold, unless they are too many streams.
    mutating func recount(_ shapes: [StreamShape], and last: StreamShape? = nil) {
        guard shapes.count <= Self.exactStreams else {
            framesPerWindow = framesByRate
            return
        }
        framesPerWindow = last?.frames(in: longestWindow) ?? 0
        for shape in shapes { framesPerWindow += shape.frames(in: longestWindow) }
    }

    /// At most the frames of one window, and at least those that ``framesPerWindow`` counts one by one.
    private var framesByRate: Double { count + earlyFrames + longestWindow * rate }

    /// What a lane is told of it; `nil` for a category without streams.
    func plan(of model: ModelID) -> WindowPlan? {
        guard count > 0 else { return nil }
        return WindowPlan(
            model: model,
            window: .nanoseconds(Int64(shortestWindow)),
            burst: count + earlyFrames,
            framesPerSecond: rate * 1e9,
            deadline: .nanoseconds(Int64(shortestDeadline)),
            mandatoryExit: mandatoryExit
        )
    }

    /// The share of the lane that it claims in the long run.
    func utilization(_ cost: MandatoryCost) -> Double {
        rate * cost.perJob + cost.fixed * min(rate, shortestWindow > 0 ? 1 / shortestWindow : .infinity)
    }

    /// What becomes due within an interval of that length, at most, of what is released in it.
    func demand(within length: Double, _ cost: MandatoryCost) -> Double {
        let due = due(within: length)
        return min(due.batches, due.frames) * cost.fixed + due.frames * cost.perJob
    }

    /// How many times as many frames there could be in such an interval, if that much of it were for them.
    func growth(within length: Double, _ room: Double, _ cost: MandatoryCost) -> Double {
        let due = due(within: length)
        return Self.growth(due.batches, due.frames, room, cost)
    }

    /// How many times as many there could be in the long run, if that share of the member were for them.
    func growth(inLongRun share: Double, _ cost: MandatoryCost) -> Double {
        Self.growth(shortestWindow > 0 ? 1 / shortestWindow : .infinity, rate, share, cost)
    }

    private static func growth(_ batches: Double, _ frames: Double, _ room: Double, _ cost: MandatoryCost) -> Double {
        guard room >= 0, frames > 0 else { return room >= 0 ? .infinity : 0 }
        // Until every batch has a frame, each further frame is a batch more.
        guard room < batches * (cost.fixed + cost.perJob) else {
            return (room - batches * cost.fixed) / (frames * cost.perJob)
        }
        return room / (frames * (cost.fixed + cost.perJob))
    }

    /// The batches, each frame one if there is no window, and the frames that can become due.
    private func due(within length: Double) -> (batches: Double, frames: Double) {
        let span = length - shortestRest
        guard span >= 0, count > 0 else { return (0, 0) }
        let byRate = framesByRate + span * rate
        guard shortestWindow > 0 else { return (.infinity, byRate) }
        let windows = span / shortestWindow + 1e-9
        guard windows < Double(Self.exactSteps) else { return (windows + 1, byRate) }
        let batches = Double(Int64(windows)) + 1
        return (batches, min(batches * framesPerWindow, byRate))
    }

    /// Where the demand steps up, and where it stops rising faster than ``utilization(_:)``.
    func step(_ index: Int) -> Double {
        guard index > 0 else { return shortestRest }
        return shortestRest + (index <= Self.exactSteps ? Double(index) * shortestWindow : spanUntilScarce)
    }

    var stepCount: Int { count > 0 ? shortestWindow > 0 ? Self.exactSteps + (isScarce ? 2 : 1) : 1 : 0 }

    /// Whether there are fewer frames than windows in the long run, so that all streams' first frames may fill more windows than later
    /// ones do.
    private var isScarce: Bool { rate * shortestWindow < 1 }

    /// For how long that may last.
    private var spanUntilScarce: Double {
        max(Double(Self.exactSteps), (framesByRate - 1) / (1 - rate * shortestWindow)) * shortestWindow
    }

    /// What may be due at some instant beyond ``utilization(_:)`` times the time since, released before it or after.
    func burst(_ cost: MandatoryCost) -> Double {
        guard count > 0 else { return 0 }
        let frames = framesByRate
        guard shortestWindow > 0 else { return frames * (cost.fixed + cost.perJob) }
        let batches = min(frames, 1 + (longestRest - shortestRest) / shortestWindow)
        return batches * cost.fixed + frames * cost.perJob
    }
}
