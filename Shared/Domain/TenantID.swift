/// The name of whom jobs and streams are for, as the gateway has bounded it; empty for nobody in particular.
package struct TenantID: Hashable, Sendable, Comparable {
    /// Of those that are named beyond the bound on tenants, all together.
    package static let other = TenantID("other")
    package static let nobody = TenantID("")

    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static func < (lhs: TenantID, rhs: TenantID) -> Bool { lhs.rawValue < rhs.rawValue }
}
