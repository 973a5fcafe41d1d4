package import Kernel

/// Keeps the calling thread until an instant; confined to one thread.
package protocol Waiter: AnyObject {
    /// Returns at the instant, and not before.
    func wait(until instant: Instant)

    /// Returns soon after the instant, and costs no more of the processor than needed.
    func doze(until instant: Instant)
}
