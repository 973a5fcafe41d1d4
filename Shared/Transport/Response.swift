package import NIOCore

/// A whole response.
package struct Response: Sendable, Equatable {
    package var head: ResponseHead
    package var body: ByteBuffer
    package var trailers: HeaderList

    package init(head: ResponseHead, body: ByteBuffer, trailers: HeaderList = [:]) {
        self.head = head
        self.body = body
        self.trailers = trailers
    }
}
