package import Logging

/// JSON written by hand: the lines have one shape and are written often.
extension String {
    /// Appends the text as a JSON string.
    package mutating func writeJSON(_ text: String) {
        append("\"")
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case _ where scalar.value < 0x20: appendEscape(scalar.value)
            default: unicodeScalars.append(scalar)
            }
        }
        append("\"")
    }

    /// Appends the metadata as a JSON value.
    package mutating func writeJSON(_ value: Logger.MetadataValue) {
        switch value {
        case .string(let text): writeJSON(text)
        case .stringConvertible(let value): writeJSON(value.description)
        case .array(let values): writeJSON(list: values)
        case .dictionary(let fields): writeJSON(object: fields)
        }
    }

    private mutating func writeJSON(list: [Logger.MetadataValue]) {
        append("[")
        for (index, value) in list.enumerated() {
            if index > 0 { append(",") }
            writeJSON(value)
        }
        append("]")
    }

    private mutating func writeJSON(object: Logger.Metadata) {
        append("{")
        for (index, field) in object.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { append(",") }
            writeJSON(field.key)
            append(":")
            writeJSON(field.value)
        }
        append("}")
    }

    private mutating func appendEscape(_ code: UInt32) {
        let digits = String(code, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
}
