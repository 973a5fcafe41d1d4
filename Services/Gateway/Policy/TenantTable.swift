package import Domain

/// The tenants that have been named, up to a bound; whoever is named beyond it is one of the others.
///
/// Names come from clients, so without a bound anybody could fill memory and metrics with them. Tenants with a configured weight
/// are known from the start.
package struct TenantTable: Sendable {
    private let limit: Int
    private var known: [String: Tenant] = [:]
    /// How often a name was met that there was no room for.
    package private(set) var overflow = 0

    /// - Parameters:
    ///   - configured: With the weights that the others do not have.
    ///   - limit: How many may be known, the configured ones included.
    package init(_ configured: [Tenant] = [], limit: Int) {
        self.limit = limit
        for tenant in configured { known[tenant.id.rawValue] = tenant }
    }

    package var count: Int { known.count }

    /// The tenant of that name, known from now on.
    package mutating func tenant(named name: String) -> Tenant {
        if name.isEmpty { return .nobody }
        if let tenant = known[name] { return tenant }
        guard known.count < limit else {
            overflow += 1
            return known[TenantID.other.rawValue] ?? Tenant(.other)
        }
        let tenant = Tenant(TenantID(name))
        known[name] = tenant
        return tenant
    }
}
