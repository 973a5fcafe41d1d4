import Histogram
import Kernel
import NIOCore
import ToolPolicy
import Transport

/// Sends the requests of one run and counts what becomes of them.
///
/// An open loop never waits for answers and never skips: at every look at the clock, all that is due is sent. As every hop
/// does, the generator states what is left of a deadline: less what it has lost by sending late, and less what the ways
/// there and back have cost lately beside the time that the server knows of. Everything happens on the clients' event loop.
// Safe because every variable is used on `loop` only; `run` hops there and hands the results over at the end.
final class LoadRun: @unchecked Sendable {
    /// So many are sent before answers get their turn.
    private static let burstLimit = 128
    private static let sweepInterval = TimeAmount.milliseconds(100)

    private let loop: any EventLoop
    private let clients: [any HTTPClient]
    private let book: RequestBook
    private let settings: LoadSettings
    private let time = MonotonicTime()
    private let finished: EventLoopPromise<LoadResult>

    private var plan: SendPlan
    private var upcoming: (offset: Duration, place: Int)?
    private var begin = Instant.origin
    private var picker: SamplePicker
    private var isSending = true
    private var sweeps: RepeatedTask?
    private var tally = LoadTally()
    private var inFlight: InFlight
    private var clientPicker: ClientPicker
    private var sent: [SentRequest] = []
    private var ways = RecordedWays()
    private var replyLag = ReplyLag()

    /// - Parameters:
    ///   - clients: All on one event loop; filled one after the other.
    ///   - book: What is sent.
    ///   - plan: When and where.
    ///   - settings: The bounds.
    init(clients: [any HTTPClient], book: RequestBook, plan: SendPlan, settings: LoadSettings) {
        loop = clients[0].eventLoop
        self.clients = clients
        self.book = book
        self.plan = plan
        self.settings = settings
        finished = loop.makePromise()
        inFlight = InFlight(limit: settings.inFlightLimit)
        clientPicker = ClientPicker(clients: clients.count)
        picker = SamplePicker(
            count: book.bodies.count,
            labels: book.labels,
            skew: settings.skew,
            until: settings.skewEnd,
            seed: settings.seed
        )
    }

    /// Starts the run.
    ///
    /// - Returns: Completes when every request has been settled.
    func run() -> EventLoopFuture<LoadResult> {
        loop.execute { [self] in
            begin = time.now
            sweeps = loop.scheduleRepeatedTask(initialDelay: Self.sweepInterval, delay: Self.sweepInterval) { _ in
                self.sweep()
            }
            if case .closed(let count) = plan {
                for _ in 0..<count { sendInClosedLoop() }
            } else {
                upcoming = plan.next()
                sendDue()
            }
        }
        return finished.futureResult
    }

    /// The counts so far; call on the loop.
    var snapshot: LoadSnapshot {
        LoadSnapshot(
            elapsed: time.now - begin,
            offered: tally.offered,
            inDeadline: tally.inDeadline,
            late: tally.late,
            refused: tally.refused,
            failed: tally.failed + tally.lost,
            inFlight: inFlight.count,
            p50: Double(tally.answerTimes.valueAtPercentile(50)) / 1_000,
            p99: Double(tally.answerTimes.valueAtPercentile(99)) / 1_000
        )
    }

    private func sendDue() {
        var burst = 0
        while let next = upcoming, begin + next.offset <= time.now, burst < Self.burstLimit {
            send(intended: begin + next.offset, place: next.place)
            upcoming = plan.next()
            burst += 1
        }
        guard let next = upcoming else { return endSending() }
        let wait = max(begin + next.offset - time.now, burst == Self.burstLimit ? .zero : settings.quantum)
        loop.scheduleTask(in: .nanoseconds(wait.nanoseconds)) { self.sendDue() }
    }

    private func sendInClosedLoop() {
        guard time.now - begin < settings.length else { return endSending() }
        send(intended: time.now, place: 0)
    }

    private func endSending() {
        isSending = false
        finishIfDone()
    }

    private func finishIfDone() {
        guard !isSending, inFlight.count == 0, let sweeps else { return }
        sweeps.cancel()
        self.sweeps = nil
        finished.succeed(LoadResult(tally: tally, peakInFlight: inFlight.peak, sent: sent, ways: ways))
    }
}

extension LoadRun {
    private func send(intended: Instant, place: Int) {
        let (number, now) = (tally.offered, time.now)
        let sample = picker.next(number, at: intended - begin)
        tally.offer(lateness: now - intended)
        if settings.isRecorded { sent.append(SentRequest(offset: intended - begin, sample: sample)) }
        let client = clientPicker.take()
        let label = book.labels.map { Int($0[sample]) }
        guard let ticket = inFlight.open(intended: intended, sentAt: now, label: label, client: client) else {
            clientPicker.giveBack(client)
            let outcome = LoadOutcome.failed(reason: "client bound")
            return tally.settle(outcome, after: time.now - intended, deadline: settings.deadline)
        }
        let left = settings.deadline - (now - intended) - min(replyLag.estimate, settings.deadline / 2)
        if settings.isRecorded { ways.note(withheld: settings.deadline - (now - intended) - left) }
        let head = book.head(place: place, budget: left)
        let exchange = clients[client].send(head, body: book.bodies[sample], budget: nil) { event in
            self.receive(event, ticket)
        }
        inFlight.attach(exchange, to: ticket)
    }

    private func receive(_ event: ResponseEvent, _ ticket: InFlight.Ticket) {
        switch event {
        case .head(let head): inFlight.setStatus(head, of: ticket)
        case .chunk(let chunk): inFlight.append(chunk, to: ticket)
        case .end: settle(ticket) { LoadOutcome(reply: $0) }
        case .failed(let failure): settle(ticket) { _ in .failed(reason: Self.reason(failure)) }
        }
    }

    private func settle(_ ticket: InFlight.Ticket, as outcome: (InFlight.Slot) -> LoadOutcome) {
        guard let slot = inFlight.close(ticket) else { return }
        clientPicker.giveBack(slot.client)
        let (settled, now) = (outcome(slot), time.now)
        if let known = settled.serverTime { replyLag.observe(now - slot.sentAt - known) }
        tally.settle(settled, after: now - slot.intended, deadline: settings.deadline)
        if settings.isRecorded {
            let (taken, late) = (now - slot.intended, slot.sentAt - slot.intended)
            ways.note(settled, of: slot.intended - begin, after: taken, late: late)
        }
        if slot.carriesRetryAfter { tally.countRetryAfter() }
        if case .closed = plan, isSending { sendInClosedLoop() }
        finishIfDone()
    }

    /// Gives up what should have been answered long ago.
    private func sweep() {
        let limit = time.now - settings.deadline - settings.grace
        for ticket in inFlight.opened(before: limit) {
            inFlight.slot(ticket)?.exchange?.cancel()
            settle(ticket) { _ in .lost }
        }
    }

    private static func reason(_ failure: ExchangeFailure) -> String {
        switch failure {
        case .canceled(let code): "reset with code \(code)"
        case .refused: "stream refused"
        case .connectionLost: "connection lost"
        case .deadlineExceeded: "deadline exceeded"
        case .tooLarge: "reply too large"
        case .overloaded: "client bound"
        case .malformed: "malformed reply"
        }
    }
}

extension LoadOutcome {
    fileprivate init(reply: InFlight.Slot) {
        self = reply.body.withUnsafeReadableBytes {
            LoadOutcome(status: reply.status, body: $0, label: reply.label)
        }
    }
}
