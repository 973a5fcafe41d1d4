import Domain

/// What streams claim by their frames alone.
extension MemberLedger {
    /// What a stream claims by its frames alone, whose batches are shared.
    func utilization(of shape: StreamShape, _ model: ModelID) -> Double {
        let cost = cost(of: model, through: shape.mandatoryExit).perJob
        return cost.isFinite ? cost / shape.period : 0
    }

    /// What the stream with the most frames claims by them.
    var largestUtilization: Double {
        categories.reduce(0) { largest, category in
            let period = category.shapes.reduce(.infinity) { min($0, $1.period) }
            return max(largest, category.cost.perJob / period)
        }
    }
}
