import Messages
import NIOCore
import SwiftProtobuf
import Synchronization
import Transport

/// What came back for one request.
final class Reply: Sendable {
    struct State {
        var status: Int?
        var body = ByteBuffer()
        var isComplete = false
        var failure: ExchangeFailure?
    }

    private let state = Mutex(State())

    func take(_ event: ResponseEvent) {
        state.withLock { state in
            switch event {
            case .head(let head): state.status = head.status
            case .chunk(var chunk): state.body.writeBuffer(&chunk)
            case .end: state.isComplete = true
            case .failed(let failure): state.failure = failure
            }
        }
    }

    var isOver: Bool { state.withLock { $0.isComplete || $0.failure != nil } }
    var status: Int? { state.withLock { $0.isComplete ? $0.status : nil } }
    var failure: ExchangeFailure? { state.withLock { $0.failure } }

    func result() throws -> Rubato_V1_JobResult {
        try Rubato_V1_JobResult(serializedBytes: Array(state.withLock { $0.body }.readableBytesView))
    }

    func problem() throws -> Rubato_V1_Problem {
        try Rubato_V1_Problem(serializedBytes: Array(state.withLock { $0.body }.readableBytesView))
    }
}
