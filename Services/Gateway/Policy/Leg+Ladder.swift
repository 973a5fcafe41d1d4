package import Domain

extension Leg {
    /// Which step below what the job asked for it is.
    package func step(for asked: ExitRule) -> LadderStep {
        if leadsToCloud { return .cloud }
        if variant != nil { return .variant }
        let isShallower = rule.mandatoryExit < asked.mandatoryExit || rule.lastExit < asked.lastExit
        return isShallower ? .shallowerExit : .full
    }
}
