package import Domain

extension Tenant {
    /// Reads a tenant as messages carry it: an empty name is nobody's, a weight of zero has not been said.
    package init(wire name: String, weight: Float) {
        self = name.isEmpty ? .nobody : Tenant(TenantID(name), weight: weight == 0 ? 1 : Double(weight))
    }
}
