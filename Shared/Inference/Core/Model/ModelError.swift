/// Why a model cannot be loaded or prepared; none of these heals by a retry with the same file on the same machine.
package enum ModelError: Error, Equatable, Sendable {
    /// The file or folder cannot be read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The bytes are not a valid ONNX file; `offset` counts from the start of the file.
    case malformed(reason: String, offset: Int)
    /// A size in the file exceeds what this engine accepts.
    case tooLarge(what: String, value: Int, limit: Int)
    /// The operator is outside the supported set.
    case unsupportedOperator(node: String, operator: String)
    /// The operator is known, yet not with this attribute or this value of it.
    case unsupportedAttribute(node: String, attribute: String, value: String)
    /// The node contradicts its operator's definition or its inputs' shapes.
    case invalidNode(node: String, reason: String)
    /// The graph as a whole is unusable: a cycle, no output, a missing value.
    case invalidGraph(reason: String)
    /// `model.json` is missing a field or contradicts the network; `field` is its path in the file.
    case invalidManifest(path: String, field: String, reason: String)
    /// This CPU or this backend cannot compute in that precision.
    case unsupportedPrecision(Precision, backend: String, reason: String)
    /// Nobody measured the ranges of the model's activations, without which it cannot be run in bytes.
    case noRanges(model: String, reason: String)
    /// The kernel library refused to build what it was asked for.
    case backend(node: String, reason: String)
}

extension ModelError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .malformed(let reason, let offset): "malformed ONNX file at byte \(offset): \(reason)"
        case .tooLarge(let what, let value, let limit): "\(what) is \(value), the limit is \(limit)"
        case .unsupportedOperator(let node, let name): "node '\(node)': operator \(name) is not supported"
        case .unsupportedAttribute(let node, let attribute, let value):
            "node '\(node)': \(attribute) = \(value) is not supported"
        case .invalidNode(let node, let reason): "node '\(node)': \(reason)"
        case .invalidGraph(let reason): "unusable graph: \(reason)"
        case .invalidManifest(let path, let field, let reason): "\(path): \(field): \(reason)"
        case .unsupportedPrecision(let precision, let backend, let reason):
            "\(backend) cannot compute in \(precision.rawValue) here: \(reason)"
        case .noRanges(let model, let reason):
            "model '\(model)' has no ranges of activations, which int8 needs: \(reason)"
        case .backend(let node, let reason): "node '\(node)': the kernel library refused: \(reason)"
        }
    }
}
