/// What was said about a policy's tunables; what was not said is as usual.
package struct PolicyOptions: Hashable, Sendable {
    private var values: [String: Double] = [:]

    package init() {}

    /// Reads texts of the form `name=value`; of a name said twice the last one counts.
    package init(_ texts: [String], for tunables: [Tunable]) throws(PolicyOptionError) {
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw .malformed(text) }
            guard let tunable = tunables.first(where: { $0.name == parts[0] }) else {
                throw .unknown(parts[0], known: tunables.map(\.name))
            }
            guard let value = tunable.value(of: parts[1]) else { throw .outOfRange(parts[1], of: tunable) }
            values[tunable.name] = value
        }
    }

    /// The same options with one more; a value that the tunable does not allow is a bug of the caller.
    package func setting(_ tunable: Tunable, to value: Double) -> PolicyOptions {
        precondition(tunable.holds(value), "\(tunable.name) lies in \(tunable.range)")
        var options = self
        options.values[tunable.name] = value
        return options
    }

    /// What was said, `nil` if nothing was.
    package func said(_ tunable: Tunable) -> Double? { values[tunable.name] }

    package subscript(_ tunable: Tunable) -> Double { values[tunable.name] ?? tunable.usual }

    /// A whole number, or the index of a choice.
    package func whole(_ tunable: Tunable) -> Int { Int(self[tunable]) }

    /// A tunable in milliseconds as nanoseconds.
    package func nanoseconds(_ tunable: Tunable) -> Int64 { Int64(self[tunable] * 1e6) }
}
