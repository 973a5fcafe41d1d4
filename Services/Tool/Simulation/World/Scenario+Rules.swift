package import Domain
import SchedulerPolicy

extension Scenario {
    /// What a job of that source asks for under the scenario's policy.
    package func rule(of source: SourceSpec, _ model: ServedModel) -> ExitRule {
        rule(of: source, model, leavesEarly: leavesEarly)
    }

    /// The rule that no policy of a comparison goes beyond.
    func widestRule(of source: SourceSpec, _ model: ServedModel) -> ExitRule {
        rule(of: source, model, leavesEarly: !exitsAsPublished)
    }

    private func rule(of source: SourceSpec, _ model: ServedModel, leavesEarly: Bool) -> ExitRule {
        let deepest = model.exits.count - 1
        let last = min(source.lastExit ?? deepest, deepest)
        let own = threshold ?? source.threshold ?? model.defaultThreshold
        return ExitRule(
            mandatoryExit: min(source.mandatoryExit ?? model.mandatoryExit, last),
            lastExit: last,
            threshold: leavesEarly ? own : 2
        )
    }
}
