import Domain

/// The streams of one model on one member, and what they ask of it.
struct ModelCategory: Sendable {
    let model: ModelID
    private(set) var shapes: [StreamShape] = []
    private(set) var load = StreamCategory()
    /// Of the deepest mandatory exit among them.
    private(set) var cost = MandatoryCost.unknown

    init(of model: ModelID) { self.model = model }

    var demand: StaticTest.Demand { StaticTest.Demand(load: load, cost: cost) }

    mutating func add(_ shape: StreamShape, _ plan: ModelPlan?) {
        let isLonger = shape.window > load.longestWindow
        load.add(shape)
        shapes.append(shape)
        if isLonger { load.recount(shapes) }
        refresh(plan)
    }

    /// - Returns: Whether there was such a stream.
    @discardableResult
    mutating func remove(_ shape: StreamShape, _ plan: ModelPlan?) -> Bool {
        guard let place = shapes.firstIndex(of: shape) else { return false }
        shapes.swapAt(place, shapes.count - 1)
        shapes.removeLast()
        load = StreamCategory(shapes)
        refresh(plan)
        return true
    }

    /// Takes over another profile.
    mutating func refresh(_ plan: ModelPlan?) {
        cost = plan?.cost(through: load.mandatoryExit) ?? .unknown
    }
}
