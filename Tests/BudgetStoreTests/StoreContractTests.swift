import Approximation
import BudgetStore
import Domain
import Foundation
import Kernel
import Testing

/// What every store has to do, asked of each of them.
@Suite("Stores of budgets")
struct StoreContractTests {
    enum Kind: CaseIterable {
        case memory
        case file
    }

    private func withStore(_ kind: Kind, _ body: (any BudgetStore) throws -> Void) throws {
        switch kind {
        case .memory: try body(MemoryBudgetStore())
        case .file:
            let file = try StoreFile()
            try body(try file.open())
        }
    }

    @Test("holds, settles and gives back", arguments: Kind.allCases)
    func life(kind: Kind) throws {
        try withStore(kind) { store in
            try store.setLimit(.daily(joules: 10), of: Names.energy, at: .origin)
            try store.setLimit(.daily(joules: 6), of: Names.own, at: .origin)
            let hold = try #require(try store.hold(BudgetAmounts(joules: 4)))
            #expect(try store.hold(BudgetAmounts(joules: 3)) == nil)
            #expect(try store.account(Names.own)?.refusals == 1)
            #expect(try store.settle(hold, used: BudgetAmounts(joules: 1), at: .origin))
            #expect(try !store.settle(hold, used: BudgetAmounts(joules: 1), at: .origin))
            let other = try #require(try store.hold(BudgetAmounts(joules: 5)))
            #expect(try store.cancel(other, at: .origin))
            let accounts = try store.accounts(at: .origin)
            #expect(accounts.map(\.id) == [Names.energy, Names.own])
            #expect(accounts.map(\.account.spent) == [1_000_000_000, 1_000_000_000])
            #expect(accounts.map(\.account.held) == [0, 0])
        }
    }

    @Test("who has no account is not limited", arguments: Kind.allCases)
    func noAccount(kind: Kind) throws {
        try withStore(kind) { store in
            let hold = try #require(try store.hold(BudgetAmounts(joules: 1e6)))
            #expect(try store.settle(hold, used: .none, at: .origin))
            #expect(try store.accounts(at: .origin).isEmpty)
        }
    }

    @Test("a closed account limits nobody, and owes nothing when it is opened again", arguments: Kind.allCases)
    func closing(kind: Kind) throws {
        try withStore(kind) { store in
            try store.setLimit(.daily(joules: 1), of: Names.energy, at: .origin)
            let hold = try #require(try store.hold(BudgetAmounts(joules: 1)))
            try store.removeLimit(of: Names.energy)
            #expect(try store.hold(BudgetAmounts(joules: 100)) != nil)
            try store.setLimit(.daily(joules: 1), of: Names.energy, at: .origin)
            try store.settle(hold, used: BudgetAmounts(joules: 1), at: .origin)
            #expect(try store.account(Names.energy)?.spent == 0)
        }
    }

    @Test("accounts are shown in the horizon of the time that is asked for", arguments: Kind.allCases)
    func horizons(kind: Kind) throws {
        try withStore(kind) { store in
            try store.setLimit(.daily(joules: 1), of: Names.energy, at: .origin)
            let hold = try #require(try store.hold(BudgetAmounts(joules: 1)))
            try store.settle(hold, used: BudgetAmounts(joules: 1), at: .origin)
            #expect(try store.hold(BudgetAmounts(joules: 0.5)) == nil)
            let next = Instant.origin + .seconds(86_400)
            #expect(try store.account(Names.energy, at: next)?.spent == 0)
            #expect(try store.hold(BudgetAmounts(joules: 0.5), at: next) != nil)
        }
    }

    @Test("what is set aside is held, booked as used and given back", arguments: Kind.allCases)
    func covering(kind: Kind) throws {
        try withStore(kind) { store in
            try store.setLimit(.daily(joules: 10), of: Names.energy, at: .origin)
            let first = try store.cover([CoverWish(Names.energy, used: 0, wanted: 4_000_000_000)], at: .origin)
            #expect(first.map(\.covered) == [4_000_000_000])
            #expect(try store.hold(BudgetAmounts(joules: 7)) == nil, "what is set aside is nobody else's")
            let wish = CoverWish(Names.energy, used: 1_000_000_000, unbacked: 5, refusals: 2, wanted: 20_000_000_000)
            let second = try #require(try store.cover([wish], at: .origin).first)
            #expect(second.covered == 9_000_000_000, "no more than there is")
            #expect(second.account.spent == 1_000_000_000 && second.account.held == 9_000_000_000)
            #expect(second.account.unbacked == 5 && second.account.refusals == 2 + 1)
            let last = try #require(
                try store.cover([CoverWish(Names.energy, used: 2_000_000_000, wanted: 0)], at: .origin).first
            )
            #expect(last.covered == 0 && last.account.spent == 3_000_000_000 && last.account.held == 0)
            #expect(try store.cover([], at: .origin) == [last], "who wishes nothing learns what there is")
        }
    }
}
