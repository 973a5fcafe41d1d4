import Approximation
import BudgetStore
import Domain
import Foundation
import GRDB
import Kernel
import Testing

@Suite("Budgets in a file")
struct SQLiteBudgetStoreTests {
    @Test("accounts and holds outlive the process, and what a dead holder held counts as used")
    func recovery() throws {
        let file = try StoreFile()
        do {
            let store = try file.open("gateway")
            try store.setLimit(.daily(joules: 10), of: Names.energy, at: .origin)
            let memory = BudgetLimit(amount: 1_000, horizon: .seconds(1), ahead: 1)
            try store.setLimit(memory, of: Names.memory, at: .origin)
            _ = try #require(try store.hold(BudgetAmounts(joules: 3, bytes: 600)))
            let other = try file.open("admission")
            _ = try #require(try other.hold(BudgetAmounts(joules: 2, bytes: 100)))
        }
        let observer = try file.open(nil)
        #expect(try observer.account(Names.energy)?.held == 5_000_000_000)

        let store = try file.open("gateway")
        #expect(store.recovered == 1)
        let energy = try #require(try store.account(Names.energy))
        #expect(energy.spent == 3_000_000_000 && energy.held == 2_000_000_000)
        #expect(try store.account(Names.memory)?.held == 100)
        #expect(try file.open("gateway").recovered == 0)
    }

    @Test("names of holds are not used again after a restart")
    func names() throws {
        let file = try StoreFile()
        let first = try #require(try file.open().hold(BudgetAmounts(joules: 1)))
        let second = try #require(try file.open().hold(BudgetAmounts(joules: 1)))
        #expect(first < second)
    }

    @Test("no more debits are open than are kept, over all holders")
    func holdLimit() throws {
        let file = try StoreFile()
        let one = try SQLiteBudgetStore(path: file.path, holder: "one", at: .origin, holdLimit: 2)
        let two = try SQLiteBudgetStore(path: file.path, holder: "two", at: .origin, holdLimit: 2)
        let hold = try #require(try one.hold(BudgetAmounts(joules: 1)))
        #expect(try two.hold(BudgetAmounts(joules: 1)) != nil)
        #expect(try one.debit(BudgetAmounts(joules: 1), for: Names.tenant, at: .origin) == .refused(.tooManyHolds))
        try one.cancel(hold, at: .origin)
        #expect(try two.hold(BudgetAmounts(joules: 1)) != nil)
    }

    @Test("several threads debit one account, and it is not overspent")
    func threads() async throws {
        let file = try StoreFile()
        try file.open(nil).setLimit(.daily(joules: 50), of: Names.energy, at: .origin)
        let held = try await withThrowingTaskGroup(of: Int.self) { group in
            for name in ["one", "two"] {
                let store = try file.open(name)
                group.addTask {
                    try (0..<40).reduce(0) { sum, _ in sum + (try store.hold(BudgetAmounts(joules: 1)) == nil ? 0 : 1) }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(held == 50)
        #expect(try file.open(nil).account(Names.energy)?.left == 0)
    }

    @Test("a tenant cannot take the cluster's name")
    func owners() throws {
        let file = try StoreFile()
        let store = try file.open()
        let tenant = AccountID(.tenant(TenantID("cluster")), .energy)
        try store.setLimit(.daily(joules: 1), of: tenant, at: .origin)
        #expect(try store.accounts(at: .origin).map(\.id) == [tenant])
    }

    @Test("what is no file of accounts is said to be none")
    func damage() throws {
        let file = try StoreFile()
        try Data("this is no database, but long enough to be taken for one".utf8)
            .write(to: URL(fileURLWithPath: file.path))
        #expect { try file.open() } throws: { error in
            guard case .damaged = error as? BudgetStoreError else { return false }
            return true
        }
        #expect { try SQLiteBudgetStore(path: "/nowhere/budgets", holder: nil, at: .origin) } throws: { error in
            guard case .unavailable = error as? BudgetStoreError else { return false }
            return true
        }
    }

    @Test("an account that makes no sense is refused, not used")
    func nonsense() throws {
        let file = try StoreFile()
        let store = try file.open()
        try store.setLimit(.daily(joules: 1), of: Names.energy, at: .origin)
        try DatabaseQueue(path: file.path).write { try $0.execute(sql: "UPDATE account SET resource = 'hope'") }
        #expect(throws: BudgetStoreError.damaged("'hope' is no resource")) { try store.accounts(at: .origin) }
    }

    @Test("what was set aside for a dead process counts as used, for its own name only")
    func deadSpender() throws {
        let file = try StoreFile()
        let one = try file.open("one")
        let two = try file.open("two")
        try one.setLimit(.daily(joules: 10), of: Names.energy, at: .origin)
        for store in [one, two] {
            _ = try store.cover([CoverWish(Names.energy, used: 0, wanted: 2_000_000_000)], at: .origin)
        }
        let successor = try file.open("one")
        #expect(successor.recovered == 1)
        let account = try #require(try successor.account(Names.energy))
        #expect(account.spent == 2_000_000_000 && account.held == 2_000_000_000)
    }
}
