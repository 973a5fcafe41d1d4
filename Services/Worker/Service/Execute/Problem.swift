import Kernel
import Messages
import NIOCore
package import SwiftProtobuf
package import Transport

/// Why a job is not answered, with the HTTP status that says so.
package struct Problem: Error, Equatable, Sendable {
    package let status: Int
    /// One word for programs.
    package let reason: String
    /// One sentence for people.
    package let message: String
    /// The part of the request that is wrong, if one is.
    package let field: String
    /// When trying again may help; zero if unknown.
    package let retryAfter: Duration

    package init(status: Int, reason: String, message: String, field: String = "", retryAfter: Duration = .zero) {
        self.status = status
        self.reason = reason
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
    }

    package static func malformed(_ field: String, _ message: String) -> Problem {
        Problem(status: 400, reason: "malformed", message: message, field: field)
    }
}

extension ServerExchange {
    /// Answers with the status and a `Problem` message.
    package func respond(_ problem: Problem) {
        var message = Rubato_V1_Problem()
        message.reason = problem.reason
        message.message = problem.message
        message.field = problem.field
        message.retryAfterUs = problem.retryAfter.wireMicroseconds
        respond(problem.status, message)
    }

    /// Answers with a message that stands in the body as it is.
    package func respond(_ status: Int, _ message: some SwiftProtobuf.Message) {
        // Serializing fails only for required fields of proto2 and for messages of 2 GiB, neither of which is sent.
        guard let bytes: [UInt8] = try? message.serializedBytes() else { return reset(code: 2) }
        let head = ResponseHead(
            status: status,
            headers: ["content-type": "application/x-protobuf", "content-length": String(bytes.count)]
        )
        respond(head, body: ByteBuffer(bytes: bytes))
    }
}
