import Kernel

/// The cost lines of all models of a lane, at the pace that its worker shows.
struct StageLines: Sendable {
    /// How often the lines are steeper than the profile: ascending, so that a pace that creeps changes them seldom.
    private static let levels = [1, 1.25, 1.5625, 1.953125, 2.44140625, 3.0517578125, 4]

    private let revision: Int
    private let level: Double
    /// Indexed by slot, then by stage: the sum of the lines of all stages before it.
    private let sums: [[StageLine]]

    init(_ book: LaneBook) {
        let level = Self.level(book)
        self.level = level
        revision = book.revision
        sums = book.models.indices.map { slot in
            let costs = book.models[slot]
            var sum = [StageLine.zero]
            for stage in 0..<costs.stageCount {
                let line = StageLine(
                    costs,
                    stage: stage,
                    largest: book.batchLimit(slot: slot),
                    command: book.dispatchCost,
                    limit: book.blockingLimit
                )
                sum.append(sum[stage] + line.scaled(level))
            }
            return sum
        }
    }

    func isCurrent(_ book: LaneBook) -> Bool { revision == book.revision && level == Self.level(book) }

    /// Of running on from one stage through another; zero if that is behind already.
    func line(slot: Int, from stage: Int, through exit: Int) -> StageLine {
        guard slot < sums.count, stage <= exit else { return .zero }
        let (before, after) = (sums[slot][stage], sums[slot][min(exit + 1, sums[slot].count - 1)])
        return StageLine(fixed: after.fixed - before.fixed, perJob: after.perJob - before.perJob)
    }

    private static func level(_ book: LaneBook) -> Double {
        levels.first { $0 >= book.pace.boundFactor } ?? levels[levels.count - 1]
    }
}
