import Foundation
package import Kernel

/// The time of day as an instant since 1970, on which horizons that outlive a process must rest.
///
/// It may step when somebody sets the clock: an account then renews earlier or later, and is never overspent by it.
package struct UnixTime: TimeSource {
    package init() {}

    package var now: Instant { Instant(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9)) }
}
