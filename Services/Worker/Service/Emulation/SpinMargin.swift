import Kernel

/// How long before its time a sleep must end so that it is not over too late.
///
/// What sleeps have lately overslept and a half more: raised at once, lowered by a 32nd of the difference, within
/// bounds. A machine that is busy for long costs lateness, which is counted, and not a core that spins all the time.
package struct SpinMargin: Sendable {
    package static let least = Duration.microseconds(20)
    package static let most = Duration.microseconds(200)

    package private(set) var length = Duration.microseconds(80)

    package init() {}

    /// A sleep was over so much after its time.
    package mutating func overslept(by excess: Duration) {
        let wanted = min(max(excess * 3 / 2, Self.least), Self.most)
        length = wanted > length ? wanted : length - (length - wanted) / 32
    }
}
