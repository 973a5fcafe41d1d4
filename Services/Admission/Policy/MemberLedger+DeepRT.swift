import Domain
import Kernel

extension MemberLedger {
    /// How much of the member DeepRT's test leaves with this stream more (Yang et al., SEC 2021); `nil` if it refuses.
    ///
    /// A category's window is half its shortest deadline, and each window's frames are one job instance that runs the whole network and
    /// is due a window later. Phase 1 bounds the utilization with full windows; phase 2 plays non-preemptive EDF forward from now,
    /// every instance at its bound. The paper walks until all requests have ended; we walk until every stream has had
    /// ``playedPeriods`` frames, at most ``playedInstances`` instances.
    func roomByImitation(adding shape: StreamShape, of model: ModelID, limit: Double) -> Double? {
        var groups = categories.map { (model: $0.model, shapes: $0.shapes) }
        if let index = groups.firstIndex(where: { $0.model == model }) {
            groups[index].shapes.append(shape)
        } else {
            groups.append((model, [shape]))
        }
        var utilization = 0.0
        var pieces: [Timetable.Piece] = []
        let longest = groups.flatMap(\.shapes).reduce(0) { max($0, $1.period) }
        for group in groups {
            guard let profile = plans[group.model]?.served.profile else { return nil }
            let window = (group.shapes.reduce(.infinity) { min($0, $1.deadline) } / 2).rounded(.down)
            guard window > 0 else { return nil }
            let most = group.shapes.reduce(0) { $0 + Int((window / $1.period).rounded(.up)) }
            utilization += Double(Self.bound(most, profile)) / window
            guard utilization <= limit else { return nil }
            let count = min(Self.playedInstances, Int(Self.playedPeriods * longest / window) + 1)
            pieces += instances(group.shapes, window, count, profile, firstID: pieces.count)
        }
        let isKept = Timetable(pieces, from: member.backlog.nanoseconds).isInTime
        return isKept ? limit - utilization : nil
    }

    private static var playedPeriods: Double { 4 }
    private static var playedInstances: Int { 400 }

    /// The windows' batches if all streams begin at once.
    private func instances(
        _ shapes: [StreamShape],
        _ window: Double,
        _ count: Int,
        _ profile: ExecutionProfile,
        firstID: Int
    ) -> [Timetable.Piece] {
        (1...count).compactMap { index in
            let (begin, end) = (Double(index - 1) * window, Double(index) * window)
            let frames = shapes.reduce(0) { sum, shape in
                sum + Int((end / shape.period).rounded(.up) - (begin / shape.period).rounded(.up))
            }
            guard frames > 0 else { return nil }
            return Timetable.Piece(
                id: firstID + index,
                release: Int64(end),
                bound: Self.bound(frames, profile),
                deadline: Int64(end + window)
            )
        }
    }

    private static func bound(_ frames: Int, _ profile: ExecutionProfile) -> Int64 {
        profile.wcet(stages: 0...(profile.stageCount - 1), batchSize: frames).nanoseconds
    }
}
