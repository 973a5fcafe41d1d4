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
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "/"):
                    true
                default: false
                }
            }
        guard !isPlain else { return text }
        return "'" + text.replacing("'", with: "''") + "'"
    }
}
