/// Looks for the window with which a stream that joins a member leaves its model most room to grow: the split `W + Δ ≤ D`.
///
/// Intuition: a long window shares the cost of a batch among many frames and leaves little time to run it; a short one lets batches
/// come often. Where the best is depends on what else the member runs, and on the windows that the model's streams have already.
///
/// Rule: branch and bound over all windows from none to the whole deadline. Whatever window an interval has, the category demands
/// at least what it would if it closed windows as seldom as the longest of them, gathered no longer than the shortest, and had as much
/// time left as that leaves. An interval that bears no more growth than is known, but for ``tolerance``, holds nothing worth
/// looking for; the most promising one is cut in two.
struct WindowSearch {
    /// What is found is at most this share below the best.
    static let tolerance = 1.0 / 64
    /// Intervals that are cut at most; so many are needed where little but the claims of one-shot jobs decides.
    private static let cuts = 24

    private struct Interval {
        let low: Double
        let high: Double
        let bound: Double
    }

    private let test: JoinTest
    private let stream: StreamShape
    private var open: [Interval] = []
    private var best: (shape: StreamShape, growth: Double)?

    /// Searches for a stream, whatever window it comes with.
    init(_ test: JoinTest, _ stream: StreamShape) {
        self.test = test
        self.stream = stream
    }

    /// The stream with the window that is best, or any if that is enough; `nil` if there is none with which all promises can be kept.
    mutating func run(isEnough: Bool = false) -> StreamShape? {
        guard stream.deadline >= 1 else { return nil }
        consider(0, stream.deadline - 1)
        guard !open.isEmpty else { return nil }
        // Where nothing changes for the streams that are there.
        let present = test.present
        let kept = [present.shortestWindow, present.longestWindow, stream.deadline - present.shortestRest, 0]
        for window in kept where 0...(stream.deadline - 1) ~= window { attempt(window) }
        for _ in 0..<Self.cuts {
            guard best == nil || !isEnough, let next = takeMostPromising() else { break }
            let middle = ((next.low + next.high) / 2).rounded(.down)
            attempt(middle)
            guard next.high - next.low > 1 else { continue }
            consider(next.low, middle)
            consider(middle, next.high)
        }
        return best?.shape
    }

    private mutating func attempt(_ window: Double) {
        let shape = stream.with(window: window)
        let growth = test.growth(adding: shape)
        if growth > best?.growth ?? 0 { best = (shape, growth) }
    }

    private mutating func consider(_ low: Double, _ high: Double) {
        let bound = test.bound(adding: stream, windows: low...high)
        if isWorthwhile(bound) { open.append(Interval(low: low, high: high, bound: bound)) }
    }

    private mutating func takeMostPromising() -> Interval? {
        guard let index = open.indices.max(by: { open[$0].bound < open[$1].bound }), isWorthwhile(open[index].bound)
        else { return nil }
        return open.remove(at: index)
    }

    private func isWorthwhile(_ bound: Double) -> Bool {
        bound > 0 && bound > (best?.growth ?? 0) * (1 + Self.tolerance)
    }
}
