import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Other tests of admission")
struct AdmissionModeTests {
    private typealias Fixture = AdmissionFixture

    private static func fixture(_ mode: AdmissionMode) -> Fixture {
        var configuration = Fixture.configuration
        configuration.mode = mode
        return Fixture(configuration: configuration)
    }

    private static func admitted(_ mode: AdmissionMode) -> [StreamPromise] {
        var fixture = fixture(mode)
        return (0..<60).compactMap { fixture.ask("s\($0)", Fixture.stream(period: 50, deadline: 60))?.promise }
    }

    @Test("DeepRT promises whole networks in windows of half a deadline")
    func deepRT() throws {
        // 5 ms a frame, two frames of every stream in two windows of 30 ms at most.
        let promises = Self.admitted(.deeprt)
        #expect(promises.allSatisfy { $0.rule.mandatoryExit == 1 && $0.window == .milliseconds(30) })
        #expect(promises.count == 6)
    }

    @Test("mandatory stages alone admit at least twice the streams of whole networks")
    func twiceTheStreams() {
        #expect(Self.admitted(.rubato).count >= 2 * Self.admitted(.deeprt).count)
    }

    @Test("without a test everything is promised")
    func none() {
        #expect(Self.admitted(.none).count == 60)
        var fixture = Self.fixture(.none)
        #expect(fixture.fill(Fixture.request(20), at: 0, limit: 100) == 100)
    }

    @Test("DeepRT promises a one-shot job its whole network or nothing")
    func wholeJobs() {
        var fixture = Self.fixture(.deeprt)
        // 4 ms of blocking, 5 ms a job, 20 ms: 3 jobs.
        #expect(fixture.fill(Fixture.request(20), at: 0) == 3)
        guard case .promise(_, let rule, _)? = fixture.ask(Fixture.request(60), at: 0) else {
            Issue.record("a later deadline has room")
            return
        }
        #expect(rule.mandatoryExit == 1)
    }
}
