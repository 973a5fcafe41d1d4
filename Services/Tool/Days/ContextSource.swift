import Kernel
import ToolPolicy

/// Draws the class of each request, in and out of context.
struct ContextSource {
    private let context: DayContext
    private var end: Instant?

    init(_ context: DayContext) { self.context = context }

    /// - Returns: The number of the class; the dominant ones come first.
    mutating func next(at now: Instant, _ random: inout SeededGenerator) -> Int {
        if let end, now > end {
            self.end = nil
        } else if end == nil, random.unit() <= context.onset {
            end = now + context.duration
        }
        let range =
            end == nil
            ? 0..<context.classes
            : random.unit() <= context.share ? 0..<context.dominant : context.dominant..<context.classes
        return Int.random(in: range, using: &random)
    }
}
