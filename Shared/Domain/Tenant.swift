/// Whom a job is for, and how much it should get of what is contended.
package struct Tenant: Hashable, Sendable, Identifiable {
    /// Weights lie within these, so that no tenant is starved by another's.
    package static let weights = 0.01...100.0
    package static let nobody = Tenant(.nobody)

    package let id: TenantID
    /// Its part of what is contended is its weight over the sum of all that want some.
    package let weight: Double

    /// Takes a weight as near as ``weights`` allow; 1 if it is not a number.
    package init(_ id: TenantID, weight: Double = 1) {
        self.id = id
        self.weight = weight.isFinite ? min(max(weight, Self.weights.lowerBound), Self.weights.upperBound) : 1
    }
}
