package import Domain

/// Reads `--tenants`: names with weights, as `cameras=3,doors=1`.
package enum TenantWeights {
    private static let most = 1_024

    /// - Throws: What is wrong, in words for people.
    package static func read(_ text: String) throws(ConfigurationError) -> [Tenant] {
        let parts = text.split(separator: ",")
        guard parts.count <= most else { throw wrong("\(parts.count)", "must be at most \(most) tenants") }
        var tenants: [Tenant] = []
        for part in parts {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty, let weight = Double(sides[1]), Tenant.weights ~= weight else {
                throw wrong(part, "must be name=weight, with a weight of 0.01 to 100")
            }
            let tenant = Tenant(TenantID(String(sides[0])), weight: weight)
            guard !tenants.contains(where: { $0.id == tenant.id }) else {
                throw wrong(sides[0], "is named twice")
            }
            tenants.append(tenant)
        }
        return tenants
    }

    private static func wrong(_ part: some StringProtocol, _ reason: String) -> ConfigurationError {
        .wrongValue(source: "--tenants", key: String(part), reason: reason)
    }
}
