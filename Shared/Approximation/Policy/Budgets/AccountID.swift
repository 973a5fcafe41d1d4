import Domain

/// One account: an owner's budget of one resource.
package struct AccountID: Hashable, Sendable, Comparable {
    package let owner: BudgetOwner
    package let resource: Resource

    package init(_ owner: BudgetOwner, _ resource: Resource) {
        self.owner = owner
        self.resource = resource
    }

    /// As refusals and metrics name it: `cluster/energy`, `tenant/doors/money`.
    package var name: String {
        switch owner {
        case .cluster: "cluster/\(resource.rawValue)"
        case .tenant(let tenant): "tenant/\(tenant.rawValue)/\(resource.rawValue)"
        }
    }

    package static func < (lhs: AccountID, rhs: AccountID) -> Bool {
        lhs.owner != rhs.owner ? lhs.owner < rhs.owner : lhs.resource.rawValue < rhs.resource.rawValue
    }
}
