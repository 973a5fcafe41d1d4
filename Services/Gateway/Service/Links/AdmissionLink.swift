import Domain
import Messages
import NIOCore
import ServiceKit
import Transport

/// The open call to admission: questions of one turn of the loop leave as one message.
///
/// Confined to the event loop of its client.
final class AdmissionLink {
    typealias Call = PersistentCall<Rubato_V1_AdmissionAsk, Rubato_V1_AdmissionVerdict>

    private let call: Call
    private let flushLater: () -> Void
    private var waiting = Rubato_V1_AdmissionAsk()
    private var isFlushPlanned = false
    /// Where in what waits the uses of a stream are summed up.
    private var streamUses: [String: Int] = [:]

    /// Opens nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - client: Of admission.
    ///   - flushLater: Must call ``flush()`` at the end of the loop's turn.
    ///   - receive: Gets what the call reports, on the loop.
    init(
        over client: any CallClient,
        flushLater: @escaping () -> Void,
        receive: @escaping @Sendable (Call.Event) -> Void
    ) {
        self.flushLater = flushLater
        call = Call(CallMethods.decide, over: client, receive: receive)
    }

    func start() { call.start() }

    func stop() {
        flush()
        call.stop()
    }

    func ask(_ job: JobID, _ request: JobRequest) {
        waiting.jobs.append(Rubato_V1_JobAsk(job, request))
        planFlush()
    }

    /// Asks whether a copy of a job may go to a cloud tier.
    func askHedge(_ job: JobID, _ request: JobRequest) {
        waiting.hedges.append(Rubato_V1_JobAsk(job, request))
        planFlush()
    }

    func settle(_ job: JobID) {
        // Admission settles before it decides, so a question that is still here must not be put any more.
        waiting.jobs.removeAll { $0.job == job.rawValue }
        waiting.hedges.removeAll { $0.job == job.rawValue }
        waiting.settled.append(job.rawValue)
        planFlush()
    }

    /// Tells what a job has used, before it is settled.
    func reportUse(_ use: JobUse, of job: JobID) {
        waiting.uses.append(Rubato_V1_JobUse(job, use))
        planFlush()
    }

    /// Tells what a frame of an admitted stream has used; `nil`: nobody knows.
    func reportUse(_ joules: Double?, of stream: StreamID) {
        let name = stream.rawValue
        let place = streamUses[name] ?? waiting.streamUses.count
        if place == waiting.streamUses.count {
            var use = Rubato_V1_StreamUse()
            use.stream = name
            waiting.streamUses.append(use)
            streamUses[name] = place
        }
        waiting.streamUses[place].joules += joules ?? 0
        waiting.streamUses[place].unknownFrames += joules == nil ? 1 : 0
        planFlush()
    }

    func reportBroken(_ worker: WorkerID) {
        waiting.broken.append(worker.rawValue)
        planFlush()
    }

    func reportOffload(_ member: WorkerID, _ outcome: OffloadOutcome) {
        waiting.offloads.append(Rubato_V1_OffloadEnd(member, outcome))
        planFlush()
    }

    func askStream(_ id: StreamID, _ request: StreamRequest) {
        waiting.streams.append(Rubato_V1_StreamAsk(id, request))
        planFlush()
    }

    func closeStream(_ id: StreamID) {
        waiting.streams.removeAll { $0.stream == id.rawValue }
        waiting.closedStreams.append(id.rawValue)
        planFlush()
    }

    func renewLease(_ id: StreamID, _ request: StreamRequest, _ promise: StreamPromise) {
        var lease = Rubato_V1_StreamLease()
        lease.ask = Rubato_V1_StreamAsk(id, request)
        lease.promise = Rubato_V1_PromisedStream(promise)
        waiting.leases.append(lease)
        planFlush()
    }

    /// Sends what waits, or forgets it if no call is open: the policy then learns of the loss and decides anew.
    func flush() {
        isFlushPlanned = false
        let message = waiting
        waiting = Rubato_V1_AdmissionAsk()
        streamUses = [:]
        call.send(message)
    }

    private func planFlush() {
        guard !isFlushPlanned else { return }
        isFlushPlanned = true
        flushLater()
    }
}
