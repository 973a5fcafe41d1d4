import Domain
import Kernel
import SimulationKit
import Testing

@testable import AdmissionPolicy

@Suite("Smaller variants on the ladder")
struct VariantTests {
    /// 20 ms to the only exit there is.
    private static let big = TestModels.model("pets", perSample: [.milliseconds(20)], capacity: 4)

    private static func variant(_ name: String, takes cost: Duration, accuracy: Double, of model: ServedModel = big)
        -> ServedModel
    {
        let id = model.id.variant(named: name)
        var served = TestModels.model(id.name, perSample: [cost], capacity: 4)
        served.exits[0].accuracy = accuracy
        return served
    }

    private static let half = variant("half", takes: .milliseconds(8), accuracy: 0.7)
    private static let tenth = variant("tenth", takes: .milliseconds(2), accuracy: 0.6)

    private static func fixture(
        _ models: [ServedModel] = [big, half, tenth],
        cloud: Bool = false,
        ladder: [LadderStep] = LadderStep.usual
    ) -> AdmissionFixture {
        var configuration = AdmissionFixture.configuration
        configuration.ladder = ladder
        let tier = TestModels.member([big], id: "cloud", kind: .cloud, roundTrip: .milliseconds(1))
        return AdmissionFixture([TestModels.member(models)] + (cloud ? [tier] : []), configuration: configuration)
    }

    private static func request(_ milliseconds: Double, cloud: Bool = false) -> JobRequest {
        var request = AdmissionFixture.request(milliseconds, of: big, cloud: cloud)
        request.rule = big.defaultRule
        return request
    }

    private static func variant(in verdict: Verdict?) -> String? {
        switch verdict {
        case .promise(_, _, let variant), .bestEffort(_, _, let variant): variant?.variant
        case .offload, .refuse, nil: nil
        }
    }

    @Test("the model itself comes first, then its most accurate variant that is in time, then the next")
    func descends() {
        for (budget, wanted) in [(90.0, nil), (39, "half"), (27, "tenth")] as [(Double, String?)] {
            var fixture = Self.fixture()
            let verdict = fixture.ask(Self.request(budget), at: 0)
            #expect(verdict?.refusal == nil, "\(budget) ms")
            #expect(Self.variant(in: verdict) == wanted, "\(budget) ms")
            #expect(fixture.policy.counters.variantJobs == (wanted == nil ? 0 : 1))
        }
        var fixture = Self.fixture()
        #expect(fixture.ask(Self.request(20), at: 0)?.refusal?.reason == .deadlineTooShort)
    }

    @Test("a variant comes before the cloud tier, or after it, as the ladder says")
    func keepsOrder() {
        var usual = Self.fixture(cloud: true)
        #expect(Self.variant(in: usual.ask(Self.request(39, cloud: true), at: 0)) == "half")
        var other = Self.fixture(cloud: true, ladder: [.cloud, .variant])
        guard case .offload? = other.ask(Self.request(39, cloud: true), at: 0) else {
            Issue.record("the cloud tier comes first")
            return
        }
        var none = Self.fixture(ladder: [.shallowerExit])
        #expect(none.ask(Self.request(39), at: 0)?.refusal != nil)
    }

    @Test("a job that wants the model itself, or has named a variant, gets no other")
    func isForbidden() {
        var fixture = Self.fixture()
        var exact = Self.request(39)
        exact.variantIsAllowed = false
        #expect(fixture.ask(exact, at: 0)?.refusal?.reason == .deadlineTooShort)
        var named = Self.request(27)
        named.model = Self.half.id
        #expect(fixture.ask(named, at: 0)?.refusal?.reason == .deadlineTooShort)
        #expect(fixture.policy.counters.variantJobs == 0)
    }

    @Test("a variant of whose exits no accuracy is known, and one of another model, stand in for nothing")
    func mustBeKnown() {
        let unknown = Self.variant("unknown", takes: .milliseconds(2), accuracy: 0)
        let foreign = Self.variant("tenth", takes: .milliseconds(2), accuracy: 0.9, of: AdmissionFixture.model)
        var fixture = Self.fixture([Self.big, unknown, foreign])
        #expect(fixture.ask(Self.request(39), at: 0)?.refusal != nil)
    }

    @Test("where no worker serves the model itself, a variant does, in spare time too")
    func standsIn() {
        var fixture = Self.fixture([Self.half])
        #expect(Self.variant(in: fixture.ask(Self.request(90), at: 0)) == "half")
        var urgent = Self.request(4)
        urgent.bestEffortIsAllowed = true
        #expect(Self.variant(in: fixture.ask(urgent, at: 0)) == "half")
    }

    @Test("the exits of variants compete by accuracy once shallower ones will do")
    func weighsExits() {
        let deep = TestModels.model("pets", perSample: [.milliseconds(9), .milliseconds(9)], capacity: 4)
        func variant(_ name: String, _ accuracies: [Double]) -> ServedModel {
            var served = TestModels.model(
                deep.id.variant(named: name).name,
                perSample: [.milliseconds(1), .milliseconds(4)],
                capacity: 4
            )
            for (exit, accuracy) in accuracies.enumerated() { served.exits[exit].accuracy = accuracy }
            return served
        }
        let fixture = Self.fixture([deep, variant("a", [0.5, 0.8]), variant("b", [0.6, 0.7])])
        let found = fixture.policy.standIns(for: deep.id, exit: 1, orShallower: true)
        #expect(found == ["a/1", "b/1", "b/0", "a/0"])
        #expect(fixture.policy.standIns(for: deep.id, exit: 1, orShallower: false) == ["a/1", "b/1"])
    }

    @Test("a stream that names its exit gets it from a variant, and its frames count as that variant's")
    func promisesStreams() throws {
        var fixture = Self.fixture()
        var request = AdmissionFixture.stream(period: 15, deadline: 60, mandatory: 0)
        request.model = Self.big.id
        let promise = try #require(fixture.ask("s", request)?.promise)
        #expect(promise.variant == Self.half.id)
        #expect(fixture.policy.counters.variantStreams == 1)
        guard case .tellLane(_, let plan)? = fixture.send(.streamClosed(StreamID("s")), at: 1).first else {
            Issue.record("the lane is told")
            return
        }
        #expect(plan.windows.isEmpty)
        var exact = request
        exact.variantIsAllowed = false
        #expect(fixture.ask("t", exact, at: 2)?.refusal != nil)
    }

    @Test("a stream that a new controller is told of stays with its variant")
    func restores() throws {
        var request = AdmissionFixture.stream(period: 15, deadline: 60, mandatory: 0)
        request.model = Self.big.id
        var old = Self.fixture()
        let promise = try #require(old.ask("s", request)?.promise)
        var new = Self.fixture()
        let actions = new.send(.streamRestored(StreamID("s"), request, promise), at: 1)
        guard case .tellLane(_, let plan)? = actions.last else {
            Issue.record("the lane is told of the stream")
            return
        }
        #expect(plan.windows.map(\.model) == [Self.half.id])
    }
}

extension AdmissionPolicy {
    /// As `name/exit`.
    fileprivate func standIns(for model: ModelID, exit: Int, orShallower: Bool) -> [String] {
        substitutes(for: model, exit: exit, orShallower: orShallower).map { "\($0.model.variant ?? "")/\($0.exit)" }
    }
}
