/// Why a description of a device makes no sense: the key, as in the file, and the reason.
package struct DeviceError: Error, Equatable, CustomStringConvertible {
    package let key: String
    package let reason: String

    package init(_ key: String, _ reason: String) {
        self.key = key
        self.reason = reason
    }

    package var description: String { "\(key): \(reason)" }
}
