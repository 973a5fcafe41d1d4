package import Domain

/// Reads the order in which less than what was asked for is tried: `exit+variant+cloud`, `cloud`, or `none`.
package enum LadderText {
    private static let names: [(name: String, step: LadderStep)] = [
        ("exit", .shallowerExit), ("variant", .variant), ("cloud", .cloud),
    ]

    /// - Throws: What is wrong, in words for people.
    package static func read(_ text: String, option: String) throws(ConfigurationError) -> [LadderStep] {
        if text == "none" { return [] }
        var steps: [LadderStep] = []
        for name in text.split(separator: "+", omittingEmptySubsequences: false) {
            guard let step = names.first(where: { $0.name == name })?.step else {
                throw TenantAmounts.wrong(option, text, "'\(name)' is neither exit nor variant nor cloud")
            }
            guard !steps.contains(step) else { throw TenantAmounts.wrong(option, text, "names \(name) twice") }
            steps.append(step)
        }
        return steps
    }

    /// The same of several tenants: `cameras=cloud+exit,doors=exit`.
    ///
    /// - Throws: What is wrong, in words for people.
    package static func readTenants(_ text: String, option: String) throws(ConfigurationError) -> [TenantID:
        [LadderStep]]
    {
        var ladders: [TenantID: [LadderStep]] = [:]
        for (name, value) in try TenantAmounts.pairs(text, option: option) {
            ladders[TenantID(name)] = try read(value, option: option)
        }
        return ladders
    }
}
