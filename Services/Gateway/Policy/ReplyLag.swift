import Kernel

/// What the way to a worker and back costs beside the time that the worker can see, as most jobs have met it lately.
///
/// A worker's clock starts when it reads a job and stops when it answers; under load both processes read late. Rule (ours):
/// a longer way moves the estimate by a quarter of the difference, a shorter one by a sixty-fourth, which settles where about
/// one job in sixteen has a longer way.
struct ReplyLag: Sendable {
    private(set) var estimate = Duration.zero

    mutating func observe(_ lag: Duration) {
        let change = max(.zero, lag) - estimate
        estimate += change > .zero ? change / 4 : change / 64
    }
}
