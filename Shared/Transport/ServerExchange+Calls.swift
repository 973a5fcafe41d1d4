import NIOCore

extension ServerExchange {
    /// Ends a call that has sent no message, with its status as the only block of fields.
    func end(with status: CallStatus) {
        var head = ResponseHead.typedCall
        for field in status.fields.fields { head.headers.append(field.name, field.value) }
        respond(head, body: ByteBuffer())
    }
}

extension ResponseHead {
    /// The head of every response to a typed call; what happened is said at its end.
    static let typedCall = ResponseHead(status: 200, headers: ["content-type": "application/grpc"])
}
