import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing
import WorkerPolicy

@Suite("Models that are loaded when they are wanted")
struct PagingTests {
    @Test(
        "with memory for half of the models nothing promised is late, nothing promised is missing, and no byte is too many",
        arguments: Seeds.upTo(40)
    )
    func keepsPromises(seed: UInt64) {
        var world = PagingWorld(seed: seed)
        let gap = Duration.microseconds([1_500, 4_000, 12_000][Int(seed % 3)])
        world.run(seconds: 12, gap: gap, withStream: seed.isMultiple(of: 2))
        #expect(world.violations == [])
        #expect(world.lane.violations == [])
        #expect(world.broken.isEmpty, "\(world.broken.count) of \(world.promised)")
        #expect(world.mostBytes <= 17)
        #expect(world.promised > 0)
        // Of every load there is at most one a time, and each stays for ten times as long.
        #expect(world.ledger.loads + world.ledger.failures <= 60)
        #expect(world.waits.allSatisfy { $0 > .zero })
    }

    @Test("models come when they are asked for, and meanwhile a variant stands in where there is one")
    func loads() {
        var (loads, variants, refused) = (0, 0, 0)
        for seed in UInt64(1)...6 {
            var world = PagingWorld(seed: seed * 2 + 1)
            world.run(seconds: 12, gap: .milliseconds(4), withStream: false)
            loads += world.ledger.loads
            variants += world.variants
            refused += world.refusals[.notResident] ?? 0
        }
        #expect(loads >= 12)
        #expect(variants > 0)
        #expect(refused > 0)
    }

    @Test("a model that a stream was promised stays, whatever else is asked for")
    func staysForStreams() {
        var world = PagingWorld(seed: 4)
        world.run(seconds: 12, gap: .milliseconds(3), withStream: true)
        #expect(world.ledger.pages[0].state == .resident)
        #expect(world.broken.isEmpty)
    }

    private static func member(_ states: [ModelPage.State]) -> Member {
        let models = states.indices.map { TestModels.model("model\($0)", perSample: [.milliseconds(2)]) }
        var member = TestModels.member(models)
        member.memoryByteCount = 10
        member.pages = zip(models, states).map { model, state in
            ModelPage(model: model.id, byteCount: 10, pieces: [.milliseconds(20), .milliseconds(80)], state: state)
        }
        return member
    }

    @Test("a job of a model that is not there is refused with the time its load takes, and the load is ordered")
    func refuses() throws {
        var fixture = AdmissionFixture([Self.member([.resident, .stored])])
        var request = AdmissionFixture.request(60)
        request.model = ModelID(name: "model1", version: "1")
        let refusal = try #require(fixture.ask(request, at: 100)?.refusal)
        #expect(refusal.reason == .notResident)
        #expect(refusal.retryAfter == .milliseconds(200))
        let order = try #require(fixture.policy.lanePlans[0].plan.pages)
        #expect(order.load == request.model && order.evict == [ModelID(name: "model0", version: "1")])
        // What must go is promised to nobody any more.
        request.model = ModelID(name: "model0", version: "1")
        #expect(fixture.ask(request, at: 101)?.refusal?.reason == .notResident)
    }

    @Test("while a piece may block the lane, jobs that cannot bear it are not promised")
    func countsPieces() {
        for (state, isPromised) in [(ModelPage.State.stored, true), (.loading, false)] {
            var fixture = AdmissionFixture([Self.member([.resident, state])])
            var request = AdmissionFixture.request(60)
            request.model = ModelID(name: "model0", version: "1")
            #expect((fixture.ask(request, at: 0)?.refusal == nil) == isPromised)
        }
    }

    @Test("an order that is done or takes too long makes room for the next")
    func endsOrders() throws {
        var fixture = AdmissionFixture([Self.member([.resident, .stored])])
        var request = AdmissionFixture.request(60)
        request.model = ModelID(name: "model1", version: "1")
        _ = fixture.ask(request, at: 100)
        _ = fixture.send(.viewChanged([Self.member([.stored, .loading])]), at: 200)
        #expect(fixture.policy.lanePlans[0].plan.pages != nil)
        _ = fixture.send(.viewChanged([Self.member([.stored, .resident])]), at: 400)
        #expect(fixture.policy.lanePlans[0].plan.pages == nil)
        #expect(fixture.ask(request, at: 401)?.refusal == nil)
        #expect(fixture.policy.counters.orderedLoads == 1 && fixture.policy.counters.orderedEvictions == 1)
    }
}
