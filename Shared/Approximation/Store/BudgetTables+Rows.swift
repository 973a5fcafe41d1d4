import Approximation
import Domain
import GRDB
import Kernel

extension BudgetTables {
    /// An owner as it is written: no tenant's name can be taken for the cluster.
    static func text(_ owner: BudgetOwner) -> String {
        switch owner {
        case .cluster: "cluster"
        case .tenant(let id): "tenant:" + id.rawValue
        }
    }

    static func id(_ row: Row) throws -> AccountID {
        let (owner, name): (String, String) = (row["owner"], row["resource"])
        guard let resource = Resource(rawValue: name) else {
            throw BudgetStoreError.damaged("'\(name)' is no resource")
        }
        if owner == "cluster" { return AccountID(.cluster, resource) }
        guard owner.hasPrefix("tenant:") else { throw BudgetStoreError.damaged("'\(owner)' is no owner") }
        return AccountID(.tenant(TenantID(String(owner.dropFirst("tenant:".count)))), resource)
    }

    static func account(_ row: Row) throws -> BudgetAccount {
        let (amount, horizon, ahead): (Int64, Int64, Double) = (row["amount"], row["horizon"], row["ahead"])
        let (spent, held): (Int64, Int64) = (row["spent"], row["held"])
        let (refusals, unbacked): (Int64, Int64) = (row["refusals"], row["unbacked"])
        guard amount >= 0, horizon > 0, .nanoseconds(horizon) <= BudgetLimit.longestHorizon, (0...1).contains(ahead),
            spent >= 0, held >= 0, refusals >= 0, unbacked >= 0
        else { throw BudgetStoreError.damaged("an account holds a negative amount or no horizon") }
        return BudgetAccount(
            try id(row).resource,
            limit: BudgetLimit(amount: amount, horizon: .nanoseconds(horizon), ahead: ahead),
            periodStart: Instant(nanoseconds: row["period_start"]),
            spent: spent,
            held: held,
            refusals: refusals,
            unbacked: unbacked
        )
    }
}
