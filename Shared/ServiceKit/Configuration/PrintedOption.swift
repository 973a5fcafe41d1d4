import Yams

/// One line of `--print-config`; an option without value stands there as a comment.
struct PrintedOption {
    let yaml: String

    init(_ option: OptionDescription, _ values: [String]?, identity: ServiceIdentity) {
        if option.isFlag {
            yaml = "\(option.name): \(Self.isTrue(values?.last) ? "true" : "false")\n"
        } else if option.isRepeating, let values {
            yaml = "\(option.name): [\(values.map(Self.scalar).joined(separator: ", "))]\n"
        } else if let value = values?.last ?? option.defaultValue {
            yaml = "\(option.name): \(Self.scalar(value))\n"
        } else if option.name == "port" {
            yaml = "port: \(identity.defaultPort)\n"
        } else {
            yaml = "# \(option.name):\n"
        }
    }

    private static func isTrue(_ value: String?) -> Bool {
        ["true", "1", "yes"].contains(value?.lowercased() ?? "")
    }

    /// A value such that YAML reads the same text, or the same number, again.
    private static func scalar(_ text: String) -> String {
        guard !isPlain(text) else { return text }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    private static func isPlain(_ text: String) -> Bool {
        if Int(text).map(String.init) == text || Double(text).map({ String($0) }) == text { return true }
        let isDotted = text.count { $0 == "." } > 1
        guard let first = text.first, first.isLetter || isDotted, !reserved.contains(text.lowercased()) else {
            return false
        }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._/".contains($0)) }
    }

    /// Words that YAML takes for something else than text.
    private static let reserved: Set = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"]
}
