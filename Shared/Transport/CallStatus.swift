/// How a call failed, in the codes of gRPC.
package struct CallStatus: Error, Sendable, Equatable {
    package enum Code: Int, Sendable {
        case ok = 0, canceled, unknown, invalidArgument, deadlineExceeded, notFound, alreadyExists, permissionDenied
        case resourceExhausted, failedPrecondition, aborted, outOfRange, unimplemented, `internal`, unavailable,
            dataLoss
        case unauthenticated
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
