import CTimer
import Glibc
package import Kernel
// Owns `timespec` when the Swift runtime is linked statically.
import SwiftOverlayShims

/// Sleeps most of the time and spins the rest, so that modeled times are kept to a few microseconds on an idle core.
package final class PreciseWaiter: Waiter {
    private let time: any TimeSource
    private var margin = SpinMargin()
    private var isPrepared = false

    /// Waits by that clock, which must run on by itself.
    package init(_ time: any TimeSource) {
        self.time = time
    }

    package func wait(until instant: Instant) {
        sleep(until: instant - margin.length)
        while time.now < instant {}
    }

    package func doze(until instant: Instant) {
        sleep(until: instant)
    }

    private func sleep(until instant: Instant) {
        let length = instant - time.now
        guard length > .zero else { return }
        prepare()
        let (seconds, rest) = length.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
        var left = timespec()
        while nanosleep(&wanted, &left) != 0, errno == EINTR { wanted = left }
        margin.overslept(by: time.now - instant)
    }

    /// Here and not in `init`, since the setting is one of the thread that waits.
    private func prepare() {
        guard !isPrepared else { return }
        isPrepared = true
        _ = timer_set_least_slack()
    }
}
