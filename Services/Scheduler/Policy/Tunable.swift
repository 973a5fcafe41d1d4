/// One setting of a policy: what `--policy-option name=value` may say, and what a search for fair baselines may try.
package struct Tunable: Hashable, Sendable {
    package enum Domain: Hashable, Sendable {
        case number(ClosedRange<Double>)
        case whole(ClosedRange<Int>)
        case choice([String])
    }

    package let name: String
    /// What it sets, with its unit.
    package let summary: String
    package let domain: Domain
    /// What holds if nothing is said; of a choice the index.
    package let usual: Double

    package init(_ name: String, _ summary: String, in domain: Domain, usual: Double) {
        self.name = name
        self.summary = summary
        self.domain = domain
        self.usual = usual
        precondition(holds(usual), "what is usual is allowed")
    }

    /// The allowed values in words.
    package var range: String {
        switch domain {
        case .number(let range): "\(range.lowerBound)...\(range.upperBound)"
        case .whole(let range): "\(range.lowerBound)...\(range.upperBound), whole"
        case .choice(let names): names.joined(separator: "|")
        }
    }

    /// The value that the text names, `nil` if it is not allowed.
    package func value(of text: String) -> Double? {
        if case .choice(let names) = domain { return names.firstIndex(of: text).map(Double.init) }
        return Double(text).flatMap { holds($0) ? $0 : nil }
    }

    func holds(_ value: Double) -> Bool {
        switch domain {
        case .number(let range): range.contains(value)
        case .whole(let range): value.rounded() == value && range.contains(Int(value))
        case .choice(let names): value.rounded() == value && names.indices.contains(Int(value))
        }
    }
}
