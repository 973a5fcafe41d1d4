import Domain
import GatewayPolicy
import Messages

extension FrameAnswer {
    /// Reads it from a sound result.
    init(
        _ result: Rubato_V1_JobResult,
        _ special: (heads: HeadsID, isAudited: Bool)?,
        from worker: WorkerID,
        of model: ServedModel
    ) {
        let found = result.probabilities
        let classIndex = found.indices.max { found[$0] < found[$1] } ?? 0
        self.init(
            classIndex: classIndex,
            worker: worker,
            heads: special?.heads,
            isMissing: special != nil && (!result.hasHeads || result.heads.missing),
            isByHeads: result.heads.answered
        )
        guard let special, special.isAudited else { return }
        if Int(result.exit) < model.exits.count - 1 {
            audit = .cutShort
        } else {
            audit = result.heads.hasClaim ? .compared(agrees: Int(result.heads.claim) == classIndex) : .left
        }
    }
}
