import Kernel

/// The lane at the instant of a decision, in the quantities that all of them need; nanoseconds.
struct LaneMoment: Sendable {
    let now: Int64
    /// When a segment that is granted now begins, if everything before it takes its bound.
    let start: Int64
    /// The same by the observed pace.
    let expectedStart: Int64
    /// How much bounded work may still be granted before an urgent arrival would wait too long.
    ///
    /// Admission counts what blocks a lane in the profile's time. So on a worker that is slower than its profile the limit grows
    /// as bounds do: else its batches would shrink when it can afford that least.
    let room: Int64
    /// Nothing is outstanding.
    let isIdle: Bool

    init(_ book: LaneBook, at now: Int64) {
        self.now = now
        isIdle = book.grants.isEmpty
        let outstanding = book.outstandingBound(at: now)
        let soonest = now + book.dispatchCost
        start = max(soonest, now + outstanding)
        expectedStart = isIdle ? soonest : book.expectedEnd(at: now)
        room = max(0, book.pace.bounded(book.blockingLimit) - outstanding)
    }
}
