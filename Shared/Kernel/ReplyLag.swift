/// What the way to a server and back costs beside the time that the server can see, as most jobs have met it lately.
///
/// A server's clock starts when it reads a job and stops when it answers; under load both ends read late. Rule (ours): a
/// longer way moves the estimate by a quarter of the difference, a shorter one by a sixty-fourth, which settles where about
/// one job in sixteen has a longer way.
package struct ReplyLag: Sendable {
    package private(set) var estimate = Duration.zero

    package init() {}

    package mutating func observe(_ lag: Duration) {
        let change = max(.zero, lag) - estimate
        estimate += change > .zero ? change / 4 : change / 64
    }
}
