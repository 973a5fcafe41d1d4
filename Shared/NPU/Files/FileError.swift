import NPU

/// Why a file of a device or network cannot be used: the file, the key, the reason.
package struct FileError: Error, Equatable, CustomStringConvertible {
    package let file: String
    package let key: String
    package let reason: String

    package init(file: String, key: String = "", reason: String) {
        self.file = file
        self.key = key
        self.reason = reason
    }

    package var description: String { key.isEmpty ? "\(file): \(reason)" : "\(file): \(key): \(reason)" }
}
