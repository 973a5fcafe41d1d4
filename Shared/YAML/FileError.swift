/// Why a file cannot be used: the file, the key, the reason.
package struct FileError: Error, Equatable, CustomStringConvertible {
    package let file: String
    /// Its path in the file, such as `workers.0.speed`; empty for the whole.
    package let key: String
    package let reason: String

    package init(file: String, key: String = "", reason: String) {
        self.file = file
        self.key = key
        self.reason = reason
    }

    package var description: String { key.isEmpty ? "\(file): \(reason)" : "\(file): \(key): \(reason)" }
}
