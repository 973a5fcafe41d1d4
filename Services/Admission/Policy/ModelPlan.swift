import Domain
import Kernel

/// One model of one member as admission plans with it; nanoseconds.
struct ModelPlan: Sendable {
    let served: ServedModel
    /// By mandatory exit.
    let costs: [MandatoryCost]
    /// The longest single stage of a single job: the least that a lane can block for.
    let longestStage: Double
    /// By mandatory exit: the longest segment of mandatory stages that a lane begins as the first that is due.
    let longestSegments: [Double]
    /// By exit: what a job costs at most that runs that deep; 0 of a member that states no watts.
    let joules: [Double]

    init(_ served: ServedModel, _ configuration: AdmissionConfiguration, watts: Double = 0) {
        let profile = served.profile
        self.served = served
        costs = (0..<profile.stageCount).map { MandatoryCost(profile, through: $0, configuration) }
        longestSegments = costs.map(\.longestSegment)
        joules = (0..<profile.stageCount).map { watts * profile.wcet(stages: 0...$0, batchSize: 1).seconds }
        longestStage =
            (0..<profile.stageCount).map { Double(profile.wcet(stage: $0, batchSize: 1).nanoseconds) }.max() ?? 0
    }

    var deepestExit: Int { costs.count - 1 }

    func cost(through exit: Int) -> MandatoryCost { costs[min(max(0, exit), deepestExit)] }

    /// The rule with exits that the model has.
    func clamped(_ rule: ExitRule) -> ExitRule {
        let last = min(rule.lastExit, deepestExit)
        return ExitRule(mandatoryExit: min(rule.mandatoryExit, last), lastExit: last, threshold: rule.threshold)
    }
}
