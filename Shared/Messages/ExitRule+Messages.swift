package import Domain

extension Rubato_V1_Rule {
    package init(_ rule: ExitRule) {
        self.init()
        mandatoryExit = UInt32(rule.mandatoryExit)
        lastExit = UInt32(rule.lastExit)
        threshold = rule.threshold
    }

    /// The rule, or `nil` if its exits are out of order.
    package var domain: ExitRule? {
        guard mandatoryExit <= lastExit, !threshold.isNaN else { return nil }
        return ExitRule(mandatoryExit: Int(mandatoryExit), lastExit: Int(lastExit), threshold: threshold)
    }
}
