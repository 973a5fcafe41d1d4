import Kernel
import NIOCore

extension EventLoop {
    /// The loop's clock, real or moved by a test, as an instant.
    var instant: Instant { Instant(nanoseconds: Int64(now.uptimeNanoseconds)) }
}
