import Approximation
import BudgetStore
import Domain
import Foundation
import Kernel

/// A file of accounts in a folder of its own that goes away with it.
final class StoreFile {
    let folder: String
    var path: String { folder + "/budgets.sqlite" }

    init() throws {
        folder = NSTemporaryDirectory() + "budgets-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open(_ holder: String? = "test", at now: Instant = .origin) throws -> SQLiteBudgetStore {
        try SQLiteBudgetStore(path: path, holder: holder, at: now)
    }
}

/// Names that tests use.
enum Names {
    static let tenant = TenantID("tenant")
    static let energy = AccountID(.cluster, .energy)
    static let own = AccountID(.tenant(tenant), .energy)
    static let memory = AccountID(.cluster, .memory)
}

extension BudgetStore {
    func account(_ id: AccountID, at now: Instant = .origin) throws -> BudgetAccount? {
        try accounts(at: now).first { $0.id == id }?.account
    }

    /// Debits, and gives the hold or `nil`.
    func hold(_ amounts: BudgetAmounts, at now: Instant = .origin) throws -> HoldID? {
        guard case .held(let hold) = try debit(amounts, for: Names.tenant, at: now) else { return nil }
        return hold
    }
}

extension BudgetLimit {
    /// Everything at once, for a day.
    static func daily(joules: Double) -> BudgetLimit {
        BudgetLimit(amount: BudgetAmounts.units(joules, of: .energy), horizon: .seconds(86_400), ahead: 1)
    }
}
