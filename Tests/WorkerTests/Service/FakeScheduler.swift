import Messages
import NIOCore
import Transport

/// The scheduler's side of the lane, driven by a test.
// Safe because it is confined to the event loop.
final class FakeScheduler: @unchecked Sendable {
    private(set) var reports: [Rubato_V1_LaneReport] = []
    private(set) var lanes = 0
    private var sink: (any MessageSink<Rubato_V1_LaneCommand>)?
    /// Whether it takes calls.
    var isThere = true

    /// What a worker connects to.
    func makeTransport(on eventLoop: any EventLoop) -> InMemoryTransport {
        var router = CallRouter()
        router.registerBidirectional(CallMethods.lane) { sink, _ in self.open(sink) }
        let offered = router
        return InMemoryTransport(eventLoop: eventLoop) { exchange in
            guard self.isThere else { return exchange.reset(code: 8) }
            _ = offered.handle(exchange)
        }
    }

    var registrations: [Rubato_V1_MemberInfo] { reports.filter(\.hasRegistered).map(\.registered) }
    var arrivals: [Rubato_V1_Arrival] { reports.flatMap(\.arrived) }
    var done: [Rubato_V1_StageDone] { reports.flatMap(\.done) }
    var withdrawn: [UInt64] { reports.flatMap(\.withdrawn) }

    func command(_ change: (inout Rubato_V1_LaneCommand) -> Void) {
        var command = Rubato_V1_LaneCommand()
        change(&command)
        sink?.send(command)
    }

    func grant(_ batch: UInt64, _ stages: ClosedRange<UInt32>, _ jobs: [UInt64]) {
        command { $0.run = [Self.segment(batch, stages, jobs)] }
    }

    static func segment(_ batch: UInt64, _ stages: ClosedRange<UInt32>, _ jobs: [UInt64]) -> Rubato_V1_Segment {
        var segment = Rubato_V1_Segment()
        segment.batch = batch
        segment.model = Rubato_V1_ModelKey(StubModel.id)
        segment.firstStage = stages.lowerBound
        segment.lastStage = stages.upperBound
        segment.jobs = jobs
        return segment
    }

    /// Ends the lane as a scheduler that stops does.
    func hangUp() {
        sink?.finish(CallStatus(.unavailable, "the test hangs up"))
        sink = nil
    }

    func forgetReports() { reports = [] }

    private func open(
        _ sink: any MessageSink<Rubato_V1_LaneCommand>
    ) -> @Sendable (CallEvent<Rubato_V1_LaneReport>) -> Void {
        lanes += 1
        self.sink = sink
        // As the real one does: an empty command says that the lane is taken.
        sink.send(Rubato_V1_LaneCommand())
        return { event in
            if case .message(let report) = event { self.reports.append(report) }
        }
    }
}
