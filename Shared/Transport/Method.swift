package import SwiftProtobuf

/// A typed call that one service offers to another: its path and its two message types.
package struct Method<Request: SwiftProtobuf.Message, Reply: SwiftProtobuf.Message>: Sendable {
    /// As gRPC writes it: `/package.Service/Name`.
    package let path: String

    package init(_ path: String) {
        self.path = path
    }
}
