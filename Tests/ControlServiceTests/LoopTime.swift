import Kernel
import NIOCore
import NIOEmbedded

/// The time of an event loop that is moved by hand.
struct LoopTime: TimeSource {
    let loop: NIOAsyncTestingEventLoop

    var now: Instant { Instant(nanoseconds: Int64(clamping: loop.now.uptimeNanoseconds)) }
}
