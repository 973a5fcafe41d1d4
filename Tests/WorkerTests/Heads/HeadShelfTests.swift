import Domain
import Heads
import Kernel
import Messages
import Testing

@testable import WorkerService

@Suite("A worker's shelf of specialized heads")
struct HeadShelfTests {
    private static let models = [
        StubModel.id: LoadedModel(served: served, input: StubModel.loaded.input, featureCounts: [4, 2])
    ]
    private static let served: ServedModel = {
        var served = StubModel.loaded.served
        served.classes = ["a", "b", "c"]
        return served
    }()

    private static func update(_ id: UInt64, _ spoil: (inout Rubato_V1_SpecialHeads) -> Void = { _ in })
        -> Rubato_V1_HeadsUpdate
    {
        var exit = Rubato_V1_SpecialExit()
        exit.weights = [Float](repeating: 0.5, count: 8)
        exit.bias = [0, 1]
        exit.temperature = 1
        var update = Rubato_V1_HeadsUpdate()
        update.install.id = id
        update.install.model = Rubato_V1_ModelKey(StubModel.id)
        update.install.classes = [1]
        update.install.exits = [exit]
        update.install.threshold = 0.75
        update.install.accuracy = 0.95
        spoil(&update.install)
        return update
    }

    @Test("keeps what fits its model, for that model alone, until it is retired")
    func keeps() throws {
        var shelf = HeadShelf()
        let now = Instant.origin
        try shelf.update(Self.update(7), models: Self.models, at: now)
        let taken = shelf.take(7, for: StubModel.id, at: now)
        let heads = try #require(taken)
        #expect(heads.specialist.classes == [1] && heads.specialist.threshold == 0.75 && heads.accuracy == 0.95)
        let (foreign, unknown) = (
            shelf.take(7, for: ModelID(name: "other", version: "1"), at: now), shelf.take(8, for: StubModel.id, at: now)
        )
        #expect(foreign == nil && unknown == nil)
        var retirement = Rubato_V1_HeadsUpdate()
        retirement.retired = [7, 99]
        try shelf.update(retirement, models: Self.models, at: now)
        let retired = shelf.take(7, for: StubModel.id, at: now)
        #expect(retired == nil && shelf.count == 0)
    }

    @Test("lets go the heads of a model that is let go, and no others")
    func drops() throws {
        var shelf = HeadShelf()
        try shelf.update(Self.update(7), models: Self.models, at: .origin)
        try shelf.update(Self.update(8), models: Self.models, at: .origin)
        let others = shelf.drop([ModelID(name: "other", version: "1")])
        #expect(others == 0 && shelf.count == 2)
        let dropped = shelf.drop([StubModel.id])
        #expect(dropped == 2 && shelf.count == 0)
    }

    @Test("takes nothing that does not fit, and says which part")
    func refuses() {
        let spoilers: [(field: String, spoil: (inout Rubato_V1_SpecialHeads) -> Void)] = [
            ("id", { $0.id = 0 }), ("model", { $0.model.name = "other" }), ("classes", { $0.classes = [] }),
            ("classes", { $0.classes = [3] }), ("classes", { $0.classes = [1, 1] }),
            ("classes", { $0.classes = [0, 1, 2] }),
            ("exits", { $0.exits = [] }), ("exits", { $0.exits += [$0.exits[0], $0.exits[0]] }),
            ("exits[1]", { $0.exits.append($0.exits[0]) }), ("exits[0]", { $0.exits[0].weights.removeLast() }),
            ("exits[0]", { $0.exits[0].bias.append(0) }), ("exits[0]", { $0.exits[0].weights[3] = .nan }),
            ("exits[0]", { $0.exits[0].bias[0] = .infinity }), ("exits[0]", { $0.exits[0].temperature = 0 }),
            ("threshold", { $0.threshold = .nan }), ("threshold", { $0.accuracy = 2 }),
        ]
        for (field, spoil) in spoilers {
            var shelf = HeadShelf()
            do throws(Problem) {
                try shelf.update(Self.update(1, spoil), models: Self.models, at: .origin)
                Issue.record("heads with a wrong \(field) were taken")
            } catch {
                #expect(error.field == field && [400, 404].contains(error.status))
            }
            #expect(shelf.count == 0)
        }
    }

    @Test("is bounded: what was not used for a minute makes room, else the newcomer is refused")
    func isBounded() throws {
        var shelf = HeadShelf()
        for id in 1...UInt64(HeadShelf.limit) { try shelf.update(Self.update(id), models: Self.models, at: .origin) }
        let soon = Instant.origin + .seconds(59)
        do throws(Problem) {
            try shelf.update(Self.update(1_000), models: Self.models, at: soon)
            Issue.record("more heads were taken than there is room for")
        } catch {
            #expect(error.reason == "heads_full" && error.status == 503)
        }
        try shelf.update(Self.update(3), models: Self.models, at: soon)
        _ = shelf.take(1, for: StubModel.id, at: soon)
        let later = Instant.origin + .seconds(61)
        try shelf.update(Self.update(1_000), models: Self.models, at: later)
        #expect(shelf.count == HeadShelf.limit)
        let (used, idle) = (shelf.take(1, for: StubModel.id, at: later), shelf.take(2, for: StubModel.id, at: later))
        #expect(used != nil && idle == nil, "the one that was idle for the longest time has gone")
    }
}
