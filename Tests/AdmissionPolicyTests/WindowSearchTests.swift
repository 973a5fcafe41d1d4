import Domain
import Kernel
import SimulationKit
import Testing

@testable import AdmissionPolicy

@Suite("The choice of a window")
struct WindowSearchTests {
    /// A member with streams of up to three models, and one that would join the first.
    private struct World {
        let test: JoinTest
        let stream: StreamShape

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            let configuration = AdmissionConfiguration(
                dispatchCost: .microseconds(Int.random(in: 0...400, using: &random))
            )
            let plans = (0..<Int.random(in: 1...3, using: &random)).map { _ in Self.plan(configuration, &random) }
            var categories: [ModelCategory] = []
            let isAlone = Int.random(in: 0..<4, using: &random) == 0
            for (index, plan) in plans.enumerated() where index > 0 || !isAlone {
                var category = ModelCategory(of: ModelID(name: "m\(index)", version: "1"))
                for _ in 0..<Int.random(in: 1...20, using: &random) { category.add(Self.shape(&random), plan) }
                categories.append(category)
            }
            let limit = Double.random(in: 0.5...1, using: &random)
            let unasked = Double.random(in: 0...4e6, using: &random)
            let bare = StaticTest(limit: limit, unasked: unasked, dispatch: 1e5, claims: nil)
            test = JoinTest(bare, plans[0], categories, of: ModelID(name: "m0", version: "1"))
            stream = Self.shape(&random)
        }

        private static func plan(_ configuration: AdmissionConfiguration, _ random: inout SeededGenerator) -> ModelPlan
        {
            let perSample = (0..<2).map { _ in random.duration(in: .microseconds(20)...(.microseconds(300))) }
            let fixed = random.duration(in: .zero...(.milliseconds(2)))
            return ModelPlan(TestModels.model(perSample: perSample, fixed: fixed, capacity: 16), configuration)
        }

        private static func shape(_ random: inout SeededGenerator) -> StreamShape {
            let deadline = Double(Int.random(in: 10_000...200_000, using: &random)) * 1e3
            return StreamShape(
                period: Double(Int.random(in: 10...500, using: &random)) * 1e6,
                deadline: deadline,
                window: (deadline * Double.random(in: 0.05...0.6, using: &random)).rounded(.down),
                mandatoryExit: Int.random(in: 0...1, using: &random),
                jitter: 1e6
            )
        }
    }

    @Test("no window of a fine grid leaves more room to grow, but for the tolerance", arguments: Seeds.upTo(400))
    func asGoodAsGrid(seed: UInt64) {
        let world = World(seed: seed)
        var search = WindowSearch(world.test, world.stream)
        let found = search.run().map { world.test.growth(adding: $0) } ?? 0
        let grid = (0..<1_000).map {
            world.stream.with(window: (world.stream.deadline * Double($0) / 1_000).rounded(.down))
        }
        let best = grid.map { world.test.growth(adding: $0) }.max() ?? 0
        #expect(found * (1 + WindowSearch.tolerance) >= best, "found \(found), the grid \(best)")
    }

    @Test("it finds a window wherever there is one, if any will do", arguments: Seeds.upTo(400))
    func anyWindow(seed: UInt64) {
        let world = World(seed: seed)
        var search = WindowSearch(world.test, world.stream)
        var quick = search
        #expect((search.run() == nil) == (quick.run(isEnough: true) == nil))
    }

    @Test("room to grow is what it says: so many times the frames are kept, and no more", arguments: Seeds.upTo(50))
    func growth(seed: UInt64) {
        let configuration = AdmissionConfiguration(jobOverhead: .zero, dispatchCost: .zero)
        let model = TestModels.model(perSample: [.milliseconds(1)], capacity: 1)
        let plan = ModelPlan(model, configuration)
        let test = StaticTest(limit: 1, unasked: 0, dispatch: 0, claims: nil)
        var random = SeededGenerator(seed: seed)
        let deadline = Double(Int.random(in: 20...60, using: &random)) * 1e6
        let shape = StreamShape(period: 1e9, deadline: deadline, window: 0, mandatoryExit: 0, jitter: 0)
        let joined = JoinTest(test, plan, [], of: model.id)
        let times = Int(joined.growth(adding: shape))
        func keeps(_ count: Int) -> Bool {
            var category = ModelCategory(of: model.id)
            for _ in 0..<count { category.add(shape, plan) }
            return test.keeps([category.demand])
        }
        #expect(times > 1 && keeps(times) && !keeps(times + 1), "\(times)")
    }

    @Test("windows that rare frames fill one after the other are counted until the frames run out")
    func scarceFrames() {
        // A hundred frames in a second, 10 ms apart and 12 ms of work each; then none for another second.
        let configuration = AdmissionConfiguration(
            jobOverhead: .zero,
            dispatchCost: .zero,
            blockingLimit: .milliseconds(20)
        )
        let model = TestModels.model(perSample: [.microseconds(1)], fixed: .milliseconds(12), capacity: 100)
        var category = ModelCategory(of: model.id)
        let shape = StreamShape(period: 2e9, deadline: 2.1e8, window: 1e7, mandatoryExit: 0, jitter: 0)
        for _ in 0..<100 { category.add(shape, ModelPlan(model, configuration)) }
        #expect(category.load.utilization(category.cost) < 0.7)
        #expect(!StaticTest(limit: 1, unasked: 0, dispatch: 0, claims: nil).keeps([category.demand]))
    }
}
