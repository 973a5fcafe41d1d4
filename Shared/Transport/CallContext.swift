package import NIOCore

/// What is known of a call beside its messages.
package struct CallContext: Sendable {
    package let eventLoop: any EventLoop
    /// What is left of the caller's deadline, if it set one.
    package let budget: Duration?
    package let headers: HeaderList

    package init(eventLoop: any EventLoop, budget: Duration?, headers: HeaderList) {
        self.eventLoop = eventLoop
        self.budget = budget
        self.headers = headers
    }
}
