package import Approximation
package import Domain
import GRDB
package import Kernel

/// Accounts in a file of SQLite, shared by all processes that open it.
///
/// Every act is one immediate transaction that reads the accounts it concerns, lets a ``BudgetLedger`` decide and writes what
/// it says. SQLite has written it to the disk before the answer, so no crash forgets a debit.
///
/// A process that debits opens the file under a name. What that name held when it died may have been used or not; the next
/// one of that name takes it for used, and gives memory back, which died with the process.
package final class SQLiteBudgetStore: BudgetStore {
    private let queue: DatabaseQueue
    private let holder: String
    private let holdLimit: Int
    /// The debits of a dead predecessor that were taken for used on opening.
    package let recovered: Int

    /// Opens the file, or makes it.
    ///
    /// - Parameters:
    ///   - path: The file; beside it SQLite keeps its log.
    ///   - holder: The name of who debits, one process at a time; `nil`: this one reads and sets limits only.
    ///   - now: When the predecessor's debits are taken for used.
    ///   - holdLimit: The most debits that may be open at once, over all holders.
    /// - Throws: If the file cannot be opened or is none of these.
    package init(
        path: String,
        holder: String?,
        at now: Instant,
        holdLimit: Int = 100_000
    ) throws(BudgetStoreError) {
        self.holder = holder ?? ""
        self.holdLimit = holdLimit
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.journalMode = .wal
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try BudgetTables.migrator.migrate(queue)
            recovered =
                try holder.map {
                    try Self.recover($0, queue, at: now) + Self.recover(Self.coverName(of: $0), queue, at: now)
                } ?? 0
            self.queue = queue
        } catch {
            throw Self.failure(error)
        }
    }

    package func debit(_ amounts: BudgetAmounts, for tenant: TenantID, at now: Instant) throws(BudgetStoreError)
        -> DebitOutcome
    {
        try act { tables in
            var ledger = try tables.ledger(of: BudgetLedger.accounts(of: tenant), hold: nil, holdLimit: self.holdLimit)
            let outcome = ledger.debit(amounts, for: tenant, at: now)
            try tables.write(ledger.accounts)
            if case .held(let hold) = outcome { try tables.open(hold, ledger.holds[hold] ?? [], by: self.holder) }
            return outcome
        }
    }

    @discardableResult
    package func settle(_ hold: HoldID, used: BudgetAmounts, at now: Instant) throws(BudgetStoreError) -> Bool {
        try act { tables in
            let parts = try tables.parts(of: hold)
            var ledger = try tables.ledger(of: parts.map(\.account), hold: (hold, parts), holdLimit: self.holdLimit)
            guard try tables.close(hold) else { return false }
            ledger.settle(hold, used: used, at: now)
            try tables.write(ledger.accounts)
            return true
        }
    }

    /// Leaves the file alone if there is nothing to book.
    package func cover(_ wishes: [CoverWish], at now: Instant) throws(BudgetStoreError) -> [CoverGrant] {
        try act { tables in
            let hold = try tables.holds(of: self.coverName).first
            let parts = try hold.map { try tables.parts(of: $0) } ?? []
            var covered = Dictionary(parts.map { ($0.account, $0.amount) }) { $0 + $1 }
            var accounts = try tables.accounts()
            for wish in wishes where accounts[wish.account] != nil {
                covered[wish.account] = accounts[wish.account]?.cover(wish, of: covered[wish.account] ?? 0, at: now)
            }
            if !wishes.isEmpty {
                if let hold { _ = try tables.close(hold) }
                let kept = covered.sorted { $0.key < $1.key }.map { BudgetLedger.Part($0.key, $0.value) }
                try tables.open(try tables.nextHold(), kept, by: self.coverName)
                let wished = Set(wishes.map(\.account))
                try tables.write(accounts.filter { wished.contains($0.key) })
            }
            return accounts.sorted { $0.key < $1.key }.map { id, account in
                var current = account
                current.renew(at: now)
                return CoverGrant(id, current, covered: covered[id] ?? 0)
            }
        }
    }

    package func setLimit(_ limit: BudgetLimit, of account: AccountID, at now: Instant) throws(BudgetStoreError) {
        try act { tables in
            var ledger = try tables.ledger(of: [account], hold: nil, holdLimit: self.holdLimit)
            ledger.setLimit(limit, of: account, at: now)
            try tables.write(ledger.accounts)
        }
    }

    package func removeLimit(of account: AccountID) throws(BudgetStoreError) {
        try act { try $0.remove(account) }
    }

    package func accounts(at now: Instant) throws(BudgetStoreError) -> [(id: AccountID, account: BudgetAccount)] {
        let kept = try act { try $0.accounts() }
        return kept.sorted { $0.key < $1.key }.map { id, account in
            var current = account
            current.renew(at: now)
            return (id, current)
        }
    }

    /// The name under which amounts are set aside for a holder.
    private static func coverName(of holder: String) -> String { holder + "/cover" }

    private var coverName: String { Self.coverName(of: holder) }

    /// Takes for used what a dead process of that name has held.
    private static func recover(_ holder: String, _ queue: DatabaseQueue, at now: Instant) throws -> Int {
        var count = 0
        try queue.inTransaction(.immediate) { database in
            let tables = BudgetTables(database)
            for hold in try tables.holds(of: holder) {
                let parts = try tables.parts(of: hold)
                var ledger = try tables.ledger(of: parts.map(\.account), hold: (hold, parts), holdLimit: 1)
                var used = BudgetAmounts()
                for part in parts { used[part.account.resource] = part.amount }
                _ = try tables.close(hold)
                ledger.settle(hold, used: used, at: now)
                try tables.write(ledger.accounts)
                count += 1
            }
            return .commit
        }
        return count
    }

    private func act<Result>(_ body: (BudgetTables) throws -> Result) throws(BudgetStoreError) -> Result {
        do {
            var result: Result?
            try queue.inTransaction(.immediate) { database in
                result = try body(BudgetTables(database))
                return .commit
            }
            guard let result else { throw BudgetStoreError.unavailable("the transaction did not run") }
            return result
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> BudgetStoreError {
        if let known = error as? BudgetStoreError { return known }
        guard let failure = error as? DatabaseError else { return .unavailable("\(error)") }
        let isDamage = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT].contains(failure.resultCode)
        let reason = failure.message ?? "SQLite says \(failure.resultCode)"
        return isDamage ? .damaged(reason) : .unavailable(reason)
    }
}
