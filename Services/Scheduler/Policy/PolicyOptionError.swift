/// Why an option of a policy cannot be used; saying it again does not help.
package enum PolicyOptionError: Error, Hashable, CustomStringConvertible {
    case malformed(String)
    case unknown(String, known: [String])
    case outOfRange(String, of: Tunable)

    package var description: String {
        switch self {
        case .malformed(let text): "'\(text)' is not of the form name=value"
        case .unknown(let name, let known):
            known.isEmpty
                ? "this policy has no options, so '\(name)' is none"
                : "this policy has no option '\(name)'; there are \(known.joined(separator: ", "))"
        case .outOfRange(let text, let tunable): "'\(text)' is not a value of \(tunable.name): \(tunable.range)"
        }
    }
}
