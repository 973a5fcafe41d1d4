package import Approximation
package import Domain
package import Kernel
import Synchronization

/// Accounts that end with the process, for tests and for clusters that keep none.
package final class MemoryBudgetStore: BudgetStore {
    private let ledger: Mutex<BudgetLedger>
    private let covered = Mutex<[AccountID: Int64]>([:])

    package init(holdLimit: Int = 100_000) {
        ledger = Mutex(BudgetLedger(holdLimit: holdLimit))
    }

    package func debit(_ amounts: BudgetAmounts, for tenant: TenantID, at now: Instant) -> DebitOutcome {
        ledger.withLock { $0.debit(amounts, for: tenant, at: now) }
    }

    package func settle(_ hold: HoldID, used: BudgetAmounts, at now: Instant) -> Bool {
        ledger.withLock { $0.settle(hold, used: used, at: now) }
    }

    package func cover(_ wishes: [CoverWish], at now: Instant) -> [CoverGrant] {
        ledger.withLock { ledger in
            covered.withLock { covered in
                for wish in wishes {
                    covered[wish.account] = ledger.cover(wish, of: covered[wish.account] ?? 0, at: now)
                }
                return ledger.accounts.sorted { $0.key < $1.key }.map { id, account in
                    var current = account
                    current.renew(at: now)
                    return CoverGrant(id, current, covered: covered[id] ?? 0)
                }
            }
        }
    }

    package func setLimit(_ limit: BudgetLimit, of account: AccountID, at now: Instant) {
        ledger.withLock { $0.setLimit(limit, of: account, at: now) }
    }

    package func removeLimit(of account: AccountID) {
        ledger.withLock { $0.removeLimit(of: account) }
        covered.withLock { $0[account] = nil }
    }

    package func accounts(at now: Instant) -> [(id: AccountID, account: BudgetAccount)] {
        ledger.withLock { ledger in
            ledger.accounts.sorted { $0.key < $1.key }.map { id, account in
                var current = account
                current.renew(at: now)
                return (id, current)
            }
        }
    }
}
