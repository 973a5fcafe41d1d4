/// One account: an owner's budget of one resource.
package struct AccountID: Hashable, Sendable, Comparable {
    package let owner: BudgetOwner
    package let resource: Resource

    package init(_ owner: BudgetOwner, _ resource: Resource) {
        self.owner = owner
        self.resource = resource
    }

    package static func < (lhs: AccountID, rhs: AccountID) -> Bool {
        lhs.owner != rhs.owner ? lhs.owner < rhs.owner : lhs.resource.rawValue < rhs.resource.rawValue
    }
}
