import Kernel
import Synchronization

/// Time that stands still until a test moves it.
final class ManualTime: TimeSource {
    private let nanoseconds = Atomic<Int64>(1_000_000_000)

    var now: Instant { Instant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    func advance(by duration: Duration) {
        nanoseconds.add(duration.nanoseconds, ordering: .relaxed)
    }
}
