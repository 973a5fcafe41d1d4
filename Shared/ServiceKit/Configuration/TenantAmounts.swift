package import Domain

/// Reads amounts of tenants, as `cameras=100,doors=0.5`.
package enum TenantAmounts {
    private static let most = 1_024

    /// - Parameters:
    ///   - text: Names with amounts of at least 0.
    ///   - option: The option's name, for errors.
    ///   - limit: The largest amount.
    /// - Returns: In the order of the text.
    /// - Throws: What is wrong, in words for people.
    package static func read(_ text: String, option: String, limit: Double) throws(ConfigurationError) -> [(
        tenant: TenantID, amount: Double
    )] {
        var amounts: [(tenant: TenantID, amount: Double)] = []
        for (name, value) in try pairs(text, option: option) {
            guard let amount = Double(value), (0...limit).contains(amount) else {
                throw wrong(option, name, "'\(value)' is no amount of 0 to \(limit)")
            }
            amounts.append((TenantID(name), amount))
        }
        return amounts
    }

    /// Splits names from values; each name is there once.
    static func pairs(_ text: String, option: String) throws(ConfigurationError) -> [(name: String, value: String)] {
        let parts = text.split(separator: ",")
        guard parts.count <= most else { throw wrong(option, "\(parts.count)", "must be at most \(most) tenants") }
        var pairs: [(name: String, value: String)] = []
        for part in parts {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, !sides[0].isEmpty else { throw wrong(option, String(part), "must be name=value") }
            guard !pairs.contains(where: { $0.name == sides[0] }) else {
                throw wrong(option, sides[0], "is named twice")
            }
            pairs.append((sides[0], sides[1]))
        }
        return pairs
    }

    static func wrong(_ option: String, _ key: String, _ reason: String) -> ConfigurationError {
        .wrongValue(source: option, key: key, reason: reason)
    }
}
