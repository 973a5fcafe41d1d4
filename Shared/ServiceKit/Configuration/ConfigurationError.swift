/// Why the configuration makes no sense; its description is for the person who wrote it.
package enum ConfigurationError: Error, Equatable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case malformed(file: String, reason: String)
    case unknownKey(file: String, key: String)
    /// The value cannot be one of an option, or not of this one.
    case wrongValue(source: String, key: String, reason: String)

    package var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .malformed(let file, let reason): "\(file): \(reason)"
        case .unknownKey(let file, let key): "\(file): unknown key '\(key)'"
        case .wrongValue(let source, let key, let reason): "\(source): '\(key)' \(reason)"
        }
    }
}
