package import Domain
package import Kernel
package import NIOCore
package import Transport
import WorkerPolicy

/// The open `Execute` requests of one member: takes them in within bounds, and holds them until they are forgotten.
// Safe because it is confined to the event loop of its exchanges.
package final class JobDesk: @unchecked Sendable {
    /// What the desk's owner does; called on the loop.
    package struct Handlers: Sendable {
        /// The whole tensor is here.
        package let staged: @Sendable (JobRecord, ByteBuffer) -> Void
        /// The caller has given the job up; it is still on the desk.
        package let left: @Sendable (JobRecord) -> Void
        /// A request was answered with a problem at once.
        package let refused: @Sendable (Problem) -> Void
        /// Another number of jobs, or of reserved bytes, is on the desk now.
        package let changed: @Sendable (_ jobs: Int, _ bytes: Int) -> Void

        package init(
            staged: @escaping @Sendable (JobRecord, ByteBuffer) -> Void,
            left: @escaping @Sendable (JobRecord) -> Void,
            refused: @escaping @Sendable (Problem) -> Void,
            changed: @escaping @Sendable (_ jobs: Int, _ bytes: Int) -> Void
        ) {
            self.staged = staged
            self.left = left
            self.refused = refused
            self.changed = changed
        }
    }

    /// What is served; nothing is taken before it is known.
    package var models: [ModelID: LoadedModel] = [:]
    /// What is not in memory at present, where that cannot hold everything.
    package var stored: Set<ModelID> = []

    private let allowance: Duration
    private let resumes: Bool
    private let time: any TimeSource
    private let handlers: Handlers
    private var ledger: StagingLedger
    private var records: [JobID: JobRecord] = [:]
    /// Completes when the last job has gone; there is one once the end has begun.
    private var drained: EventLoopPromise<Void>?

    /// Makes an empty desk.
    ///
    /// - Parameters:
    ///   - settings: Its bounds.
    ///   - allowance: The part of every budget that is kept for the way of the answer.
    ///   - resumes: Whether its owner goes on with what other members have begun.
    ///   - time: The clock of the deadlines.
    ///   - handlers: The owner's.
    package init(
        _ settings: NodeSettings,
        allowance: Duration,
        resumes: Bool = false,
        time: any TimeSource,
        handlers: Handlers
    ) {
        self.allowance = allowance
        self.resumes = resumes
        self.time = time
        self.handlers = handlers
        ledger = StagingLedger(countLimit: settings.stagingCount, byteLimit: settings.stagingBytes)
    }

    package var count: Int { records.count }
    /// Of which models there are jobs on the desk.
    package var heldModels: Set<ModelID> { Set(records.values.map(\.job.model)) }
    package var isDraining: Bool { drained != nil }

    package func record(_ id: JobID) -> JobRecord? { records[id] }

    /// Whether this very record, and not a later one of the same number, is on the desk.
    package func holds(_ record: JobRecord) -> Bool { records[record.job.id] === record }

    /// Takes one request in, or answers why not.
    package func take(_ exchange: any ServerExchange) {
        do {
            let record = try admit(exchange)
            records[record.job.id] = record
            handlers.changed(ledger.count, ledger.byteCount)
            exchange.onClose { failure in
                if failure != nil, self.holds(record) { self.handlers.left(record) }
            }
            exchange.collectBody(limit: record.request.byteCount) { self.bodyCame($0, for: record) }
        } catch {
            refuse(exchange, error)
        }
    }

    /// Lets a job go, with its tensor and the room that it took.
    ///
    /// - Returns: The record, for its answer.
    @discardableResult
    package func forget(_ id: JobID) -> JobRecord? {
        guard let record = records.removeValue(forKey: id) else { return nil }
        record.sample?.withdraw()
        ledger.release(bytes: record.request.byteCount)
        handlers.changed(ledger.count, ledger.byteCount)
        if records.isEmpty { drained?.succeed() }
        return record
    }

    /// Takes no more; completes when the last job has been forgotten.
    package func drain(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = drained ?? eventLoop.makePromise(of: Void.self)
        drained = promise
        if records.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    private func admit(_ exchange: any ServerExchange) throws(Problem) -> JobRecord {
        guard !models.isEmpty else {
            throw Problem(status: 503, reason: "not_ready", message: "models are being loaded and measured")
        }
        guard drained == nil else {
            throw Problem(status: 503, reason: "draining", message: "this process is about to stop")
        }
        let request = try ExecuteRequest.read(
            exchange.request,
            models: models,
            stored: stored,
            at: time.now,
            allowance: allowance,
            resumes: resumes
        )
        guard records[request.job.id] == nil else {
            throw .malformed("job", "job \(request.job.id) is here already")
        }
        guard ledger.reserve(bytes: request.byteCount) else {
            throw Problem(status: 503, reason: "staging_full", message: "as many tensors are staged as may be")
        }
        return JobRecord(request, exchange)
    }

    private func bodyCame(_ body: Result<ByteBuffer, ExchangeFailure>, for record: JobRecord) {
        guard holds(record) else { return }
        switch body {
        case .success(let tensor) where tensor.readableBytes == record.request.byteCount:
            handlers.staged(record, tensor)
        case .success, .failure(.tooLarge):
            forget(record.job.id)
            let expected = "\(record.job.model) takes \(record.request.byteCount) bytes"
            refuse(record.exchange, .malformed("tensor", expected))
        // The exchange has failed, which its closing says too.
        case .failure: handlers.left(record)
        }
    }

    private func refuse(_ exchange: any ServerExchange, _ problem: Problem) {
        handlers.refused(problem)
        exchange.respond(problem)
    }
}
