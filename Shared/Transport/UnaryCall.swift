package import SwiftProtobuf

/// A call that waits for its one answer.
package protocol UnaryCall<Reply>: AnyObject, Sendable {
    associatedtype Reply: SwiftProtobuf.Message

    var context: CallContext { get }

    /// Answers; only the first answer counts, and none after the caller has gone.
    func complete(_ result: Result<Reply, CallStatus>)

    /// Says when nobody waits for the answer any more; not called once it is complete.
    func onCancel(_ handler: @escaping @Sendable () -> Void)
}
