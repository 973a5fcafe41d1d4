import ArgumentParser

/// How samples are written into requests.
enum WireDatatype: String, CaseIterable, ExpressibleByArgument, Sendable {
    /// Normalized here, four bytes a value.
    case fp32
    /// As they are, a byte a value; the worker normalizes them.
    case uint8

    var protocolName: String { rawValue.uppercased() }
}
