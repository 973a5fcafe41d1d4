import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Streams that move so that others have room")
struct MoveTests {
    private typealias Fixture = AdmissionFixture
    private static let other = TestModels.model("other", perSample: [.milliseconds(1), .milliseconds(4)], capacity: 8)

    /// The worker "both" has both models and is full of the one that "second" has too; the other model is on "both" alone.
    private static func crowded() -> (fixture: Fixture, request: StreamRequest) {
        var configuration = Fixture.configuration
        configuration.tablePatience = .zero
        let both = TestModels.member([Fixture.model, other], id: "both")
        var fixture = Fixture([both], configuration: configuration)
        for count in 0..<200 where fixture.ask("s\(count)", Fixture.stream(period: 50, deadline: 60))?.promise == nil {
            break
        }
        _ = fixture.send(.viewChanged([both, TestModels.member([Fixture.model], id: "second")]), at: 1)
        let request = StreamRequest(model: other.id, period: .milliseconds(50), deadline: .milliseconds(60))
        return (fixture, request)
    }

    @Test("a stream goes where else it fits, and the newcomer is promised its room when its last frames are over")
    func moves() throws {
        var (fixture, request) = Self.crowded()
        let before = fixture.policy.standings.map(\.streams)
        let actions = fixture.send(.streamAsked(StreamID("new"), request), at: 2)
        guard case .answerStream(let moved, .promise(let promise))? = actions.first else {
            Issue.record("no stream was moved: \(actions)")
            return
        }
        #expect(promise.worker == WorkerID("second") && moved != StreamID("new"))
        #expect(actions.contains(.setAlarm(.origin + .milliseconds(262))))
        // Both members count it until then, and nobody else gets the room.
        #expect(fixture.policy.standings.map(\.streams) == [before[0], 1])
        let again = fixture.send(.streamAsked(StreamID("new"), request), at: 3)
        #expect(again.filter(\.isVerdict).isEmpty)
        let verdicts = fixture.send(.alarmFired, at: 262).filter(\.isVerdict)
        guard case .answerStream(StreamID("new"), .promise(let own))? = verdicts.first else {
            Issue.record("the newcomer has no promise: \(verdicts)")
            return
        }
        #expect(own.worker == WorkerID("both"))
        #expect(fixture.policy.standings.map(\.streams) == [before[0], 1])
        #expect(fixture.policy.counters.movedStreams == 1)
    }

    @Test("a newcomer that goes before its room is free leaves nothing behind")
    func givenUp() {
        var (fixture, request) = Self.crowded()
        let before = fixture.policy.standings.map(\.streams)[0]
        _ = fixture.send(.streamAsked(StreamID("new"), request), at: 2)
        _ = fixture.send(.streamClosed(StreamID("new")), at: 3)
        let after = fixture.send(.alarmFired, at: 262)
        #expect(after.filter(\.isVerdict).isEmpty)
        #expect(fixture.policy.standings.map(\.streams) == [before - 1, 1])
    }
}

extension AdmissionAction {
    fileprivate var isVerdict: Bool { if case .answerStream = self { true } else { false } }
}
