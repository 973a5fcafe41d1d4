extension CallStatus {
    package static let ok = CallStatus(.ok, "")

    static let codeHeader = "grpc-status"
    static let messageHeader = "grpc-message"

    /// Reads the status that a response ended with; `nil` if these fields hold none.
    package init?(_ fields: HeaderList) {
        guard let text = fields[Self.codeHeader] else { return nil }
        let code = Int(text).flatMap(Code.init(rawValue:)) ?? .unknown
        self.init(code, PercentCoding.decode(fields[Self.messageHeader] ?? ""))
    }

    /// The status as the last fields of a response.
    package var fields: HeaderList {
        var list: HeaderList = [Self.codeHeader: String(code.rawValue)]
        if !message.isEmpty { list.append(Self.messageHeader, PercentCoding.encode(message)) }
        return list
    }

    /// What a response that is not gRPC means to a caller, by its HTTP status.
    package init(httpStatus: Int) {
        let code: Code =
            switch httpStatus {
            case 400: .internal
            case 401: .unauthenticated
            case 403: .permissionDenied
            case 404: .unimplemented
            case 429, 502, 503, 504: .unavailable
            default: .unknown
            }
        self.init(code, "answered with HTTP status \(httpStatus)")
    }

    package init(_ failure: ExchangeFailure) {
        switch failure {
        case .canceled(code: ErrorCode.cancel): self.init(.canceled, "canceled by the peer")
        case .canceled(let code): self.init(.unavailable, "reset by the peer with code \(code)")
        case .refused: self.init(.unavailable, "refused before processing")
        case .connectionLost(let reason): self.init(.unavailable, reason)
        case .deadlineExceeded: self.init(.deadlineExceeded, "the budget ran out")
        case .tooLarge(let limit): self.init(.resourceExhausted, "larger than the limit of \(limit) bytes")
        case .overloaded: self.init(.resourceExhausted, "too many calls or bytes wait to be sent")
        case .malformed(let reason): self.init(.internal, reason)
        }
    }
}
