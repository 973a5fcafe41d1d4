/// What can be asked for in an answer.
enum OutputName: String, Hashable, CaseIterable {
    case probabilities
    /// The index of the most probable class.
    case `class`
    /// The name of that class.
    case label
    /// The exit at which each sample left, from 0; only on request.
    case exit
    /// The calibrated confidence at that exit; only on request.
    case confidence

    /// What an answer has if nothing is asked for.
    static let standard: [OutputName] = [.probabilities, .class, .label]

    var datatype: StaticString {
        switch self {
        case .probabilities, .confidence: "FP32"
        case .class: "INT64"
        case .label: "BYTES"
        case .exit: "INT32"
        }
    }
}
