import Approximation
import Domain
import GRDB
import Kernel

/// The tables of the accounts, inside one transaction.
struct BudgetTables {
    /// Amounts are whole in the resource's smallest unit, times nanoseconds; the checks stand behind the ledger's own.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("accounts") { database in
            try database.execute(
                sql: """
                    CREATE TABLE account (
                        owner TEXT NOT NULL, resource TEXT NOT NULL,
                        amount INTEGER NOT NULL CHECK (amount >= 0),
                        horizon INTEGER NOT NULL CHECK (horizon > 0),
                        ahead REAL NOT NULL CHECK (ahead BETWEEN 0 AND 1),
                        period_start INTEGER NOT NULL,
                        spent INTEGER NOT NULL CHECK (spent >= 0), held INTEGER NOT NULL CHECK (held >= 0),
                        refusals INTEGER NOT NULL CHECK (refusals >= 0), unbacked INTEGER NOT NULL CHECK (unbacked >= 0),
                        PRIMARY KEY (owner, resource)
                    ) WITHOUT ROWID;
                    CREATE TABLE hold (id INTEGER PRIMARY KEY, holder TEXT NOT NULL);
                    CREATE INDEX hold_by_holder ON hold (holder);
                    CREATE TABLE part (
                        hold INTEGER NOT NULL, owner TEXT NOT NULL, resource TEXT NOT NULL,
                        amount INTEGER NOT NULL CHECK (amount >= 0),
                        PRIMARY KEY (hold, owner, resource)
                    ) WITHOUT ROWID;
                    CREATE TABLE count (next_hold INTEGER NOT NULL, open_holds INTEGER NOT NULL CHECK (open_holds >= 0));
                    INSERT INTO count VALUES (1, 0);
                    """
            )
        }
        return migrator
    }

    private let database: Database

    init(_ database: Database) { self.database = database }

    /// The part of the ledger that an act concerns.
    func ledger(of ids: [AccountID], hold: (id: HoldID, parts: [BudgetLedger.Part])?, holdLimit: Int) throws
        -> BudgetLedger
    {
        guard let count = try Row.fetchOne(database, sql: "SELECT next_hold, open_holds FROM count") else {
            throw BudgetStoreError.damaged("the table of counts is empty")
        }
        let accounts = try ids.compactMap { id in try account(id).map { (id, $0) } }
        return BudgetLedger(
            accounts: Dictionary(accounts) { first, _ in first },
            holds: hold.map { [$0.id: $0.parts] } ?? [:],
            otherHolds: count["open_holds"],
            nextHold: HoldID(count["next_hold"]),
            holdLimit: holdLimit
        )
    }

    func accounts() throws -> [AccountID: BudgetAccount] {
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM account")
        return try Dictionary(uniqueKeysWithValues: rows.map { (try Self.id($0), try Self.account($0)) })
    }

    func write(_ accounts: [AccountID: BudgetAccount]) throws {
        for (id, account) in accounts {
            try database.execute(
                sql: "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    Self.text(id.owner), id.resource.rawValue, account.limit.amount,
                    account.limit.horizon.nanoseconds, account.limit.ahead, account.periodStart.nanoseconds,
                    account.spent, account.held, account.refusals, account.unbacked,
                ]
            )
        }
    }

    func remove(_ id: AccountID) throws {
        let arguments: StatementArguments = [Self.text(id.owner), id.resource.rawValue]
        try database.execute(sql: "DELETE FROM account WHERE owner = ? AND resource = ?", arguments: arguments)
        try database.execute(sql: "DELETE FROM part WHERE owner = ? AND resource = ?", arguments: arguments)
    }

    func holds(of holder: String) throws -> [HoldID] {
        try Int64.fetchAll(database, sql: "SELECT id FROM hold WHERE holder = ? ORDER BY id", arguments: [holder])
            .map { HoldID($0) }
    }

    /// The name of the next hold.
    func nextHold() throws -> HoldID {
        guard let next = try Int64.fetchOne(database, sql: "SELECT next_hold FROM count") else {
            throw BudgetStoreError.damaged("the table of counts is empty")
        }
        return HoldID(next)
    }

    func parts(of hold: HoldID) throws -> [BudgetLedger.Part] {
        try Row.fetchAll(database, sql: "SELECT * FROM part WHERE hold = ?", arguments: [hold.rawValue])
            .map { BudgetLedger.Part(try Self.id($0), $0["amount"]) }
    }

    func open(_ hold: HoldID, _ parts: [BudgetLedger.Part], by holder: String) throws {
        try database.execute(sql: "INSERT INTO hold VALUES (?, ?)", arguments: [hold.rawValue, holder])
        for part in parts {
            try database.execute(
                sql: "INSERT INTO part VALUES (?, ?, ?, ?)",
                arguments: [
                    hold.rawValue, Self.text(part.account.owner), part.account.resource.rawValue, part.amount,
                ]
            )
        }
        try database.execute(
            sql: "UPDATE count SET next_hold = ?, open_holds = open_holds + 1",
            arguments: [hold.rawValue + 1]
        )
    }

    /// - Returns: Whether it was open.
    func close(_ hold: HoldID) throws -> Bool {
        try database.execute(sql: "DELETE FROM hold WHERE id = ?", arguments: [hold.rawValue])
        guard database.changesCount > 0 else { return false }
        try database.execute(sql: "DELETE FROM part WHERE hold = ?", arguments: [hold.rawValue])
        try database.execute(sql: "UPDATE count SET open_holds = open_holds - 1")
        return true
    }

    private func account(_ id: AccountID) throws -> BudgetAccount? {
        try Row.fetchOne(
            database,
            sql: "SELECT * FROM account WHERE owner = ? AND resource = ?",
            arguments: [Self.text(id.owner), id.resource.rawValue]
        ).map(Self.account)
    }
}
