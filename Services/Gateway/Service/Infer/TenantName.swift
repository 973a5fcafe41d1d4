/// What names a tenant: 1 to 64 letters, digits, dots, hyphens and underscores.
enum TenantName {
    private static let longest = 64

    /// - Throws: A problem that names the field.
    static func checked(_ name: String, _ field: String) throws(APIProblem) -> String {
        let isName = (1...longest).contains(name.utf8.count) && name.utf8.allSatisfy(isAllowed)
        guard isName else {
            throw .invalid(
                field,
                "invalid_tenant",
                "must be 1 to \(longest) letters, digits, dots, hyphens or underscores"
            )
        }
        return name
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
