package import ServiceKit

/// No client of the scheduler can be made.
package struct SchedulerUnreachable: Error, CustomStringConvertible {
    package let address: PeerAddress

    package var description: String { "no client of the scheduler at \(address) can be made" }
}
