import Domain

/// The static test of one member for streams that would join one category there.
///
/// What does not depend on the newcomer is looked up once, because many windows are tried on many members.
struct JoinTest {
    private let test: StaticTest
    /// By mandatory exit; none if the member does not serve the model.
    private let costs: [MandatoryCost]
    private let shapes: [StreamShape]
    /// The category before somebody joins.
    let present: StreamCategory
    private let others: ArraySlice<StaticTest.Demand>

    init(_ test: StaticTest, _ plan: ModelPlan?, _ categories: [ModelCategory], of model: ModelID) {
        self.test = test
        costs = plan?.costs ?? []
        let own = categories.first { $0.model == model }
        shapes = own?.shapes ?? []
        present = own?.load ?? StreamCategory()
        let isOnlyOne = categories.count == (own == nil ? 0 : 1)
        others = isOnlyOne ? [] : categories.filter { $0.model != model }.map(\.demand)[...]
    }

    /// By how much the category could still be multiplied with this stream in it; 0 if some stream or claim could be late.
    func growth(adding shape: StreamShape) -> Double {
        guard shape.rest > 0 else { return 0 }
        var load = present
        load.add(shape)
        if shape.window > present.longestWindow { load.recount(shapes, and: shape) }
        return growth(of: load)
    }

    /// At least what ``growth(adding:)`` is for each window of that range.
    func bound(adding shape: StreamShape, windows: ClosedRange<Double>) -> Double {
        var load = present
        load.add(shape, windows: windows)
        return growth(of: load)
    }

    private func growth(of load: StreamCategory) -> Double {
        guard !costs.isEmpty else { return 0 }
        let cost = costs[min(max(0, load.mandatoryExit), costs.count - 1)]
        return test.growth(of: StaticTest.Demand(load: load, cost: cost), beside: others)
    }
}
