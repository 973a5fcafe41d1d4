import Domain

/// The static test of one member for streams that would join one category there.
///
/// What does not depend on the newcomer is looked up once, because many windows are tried on many members.
struct JoinTest {
    private let test: StaticTest
    private let plan: ModelPlan?
    private let shapes: [StreamShape]
    private let present: StreamCategory
    private var demands: [StaticTest.Demand]
    /// Where the category that is joined lies among them.
    private let place: Int

    init(_ test: StaticTest, _ plan: ModelPlan?, _ categories: [ModelCategory], of model: ModelID) {
        self.test = test
        self.plan = plan
        demands = categories.map(\.demand)
        let known = categories.firstIndex { $0.model == model }
        place = known ?? demands.count
        shapes = known.map { categories[$0].shapes } ?? []
        present = known.map { categories[$0].load } ?? StreamCategory()
        if known == nil { demands.append(StaticTest.Demand(load: present, cost: .unknown)) }
    }

    /// The category's longest window; `nil` if it has no stream.
    var sharedWindow: Double? { shapes.isEmpty ? nil : present.longestWindow }

    /// How much room the streams leave with this one more, as a share of the tightest interval; `nil` if some stream or claim
    /// could then be late, or if it is not more than the room that is known already.
    mutating func margin(adding shape: StreamShape, above known: Double = -1) -> Double? {
        guard shape.rest > 0 else { return nil }
        var load = present
        load.add(shape)
        let room = margin(of: load)
        guard shape.window > present.longestWindow, !shapes.isEmpty, let room, room > known else { return room }
        load.recount(shapes, and: shape)
        return margin(of: load)
    }

    private mutating func margin(of load: StreamCategory) -> Double? {
        demands[place] = StaticTest.Demand(load: load, cost: plan?.cost(through: load.mandatoryExit) ?? .unknown)
        return test.margin(of: demands)
    }
}
