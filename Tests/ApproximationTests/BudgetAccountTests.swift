import Approximation
import Domain
import Kernel
import Testing

@Suite("Budgets")
struct BudgetAccountTests {
    private static let energy = AccountID(.cluster, .energy)
    private static let limit = BudgetLimit(amount: 1_000, horizon: .seconds(100), ahead: 0.1)

    private static func amounts(_ energy: Int64) -> BudgetAmounts {
        var amounts = BudgetAmounts()
        amounts[.energy] = energy
        return amounts
    }

    private static func ledger(_ limit: BudgetLimit = limit) -> BudgetLedger {
        var ledger = BudgetLedger()
        ledger.setLimit(limit, of: energy, at: .origin)
        return ledger
    }

    @Test("units cover what they stand for")
    func units() {
        let amounts = BudgetAmounts(joules: 1.2345678901e-9, dollars: 2.5, bytes: 7)
        #expect(amounts[.energy] == 2)
        #expect(amounts[.money] == 2_500_000_000_000)
        #expect(amounts[.memory] == 7)
        #expect(BudgetAmounts(joules: -1, dollars: .nan, bytes: -3) == .none)
        #expect(BudgetAmounts(joules: .infinity)[.energy] == 9_000_000_000_000_000_000)
    }

    @Test("what is held cannot be used twice, and what was not used comes back")
    func holdAndSettle() throws {
        var ledger = Self.ledger(BudgetLimit(amount: 1_000, horizon: .seconds(100), ahead: 1))
        guard case .held(let hold) = ledger.debit(Self.amounts(700), for: .nobody, at: .origin) else {
            Issue.record("700 of 1,000 were refused")
            return
        }
        let refusal = BudgetRefusal.exhausted(Self.energy, renewal: nil)
        // 400 would not even fit a new horizon if the 700 stay held.
        #expect(ledger.debit(Self.amounts(400), for: .nobody, at: .origin) == .refused(refusal))

        let isSettled = ledger.settle(hold, used: Self.amounts(600), at: .origin)
        #expect(isSettled)
        let account = try #require(ledger.accounts[Self.energy])
        #expect(account.spent == 600 && account.held == 0 && account.left == 400 && account.refusals == 1)
        let isCanceled = ledger.cancel(hold, at: .origin)
        #expect(!isCanceled, "a hold ends once")
        #expect(ledger.accounts[Self.energy]?.left == 400)
    }

    @Test("a canceled debit leaves nothing behind")
    func cancel() {
        var ledger = Self.ledger()
        guard case .held(let hold) = ledger.debit(Self.amounts(100), for: .nobody, at: .origin) else {
            Issue.record("100 were refused")
            return
        }
        let isCanceled = ledger.cancel(hold, at: .origin)
        #expect(isCanceled)
        #expect(ledger.accounts[Self.energy]?.left == 1_000)
        #expect(ledger.holds.isEmpty)
    }

    @Test("use beyond its debit is counted as not backed, and never as room")
    func unbacked() {
        var ledger = Self.ledger()
        guard case .held(let hold) = ledger.debit(Self.amounts(100), for: .nobody, at: .origin) else {
            Issue.record("100 were refused")
            return
        }
        ledger.settle(hold, used: Self.amounts(130), at: .origin)
        #expect(ledger.accounts[Self.energy]?.spent == 100)
        #expect(ledger.accounts[Self.energy]?.unbacked == 30)
    }

    /// 10 % ahead: 100 at once, then 10 a second.
    @Test("what is ahead of the pace is refused with the time at which it fits")
    func pace() {
        var ledger = Self.ledger()
        guard case .held = ledger.debit(Self.amounts(100), for: .nobody, at: .origin) else {
            Issue.record("100 were refused")
            return
        }
        let outcome = ledger.debit(Self.amounts(50), for: .nobody, at: .origin)
        guard case .refused(.aheadOfPace(Self.energy, let until)) = outcome else {
            Issue.record("50 ahead of the pace: \(outcome)")
            return
        }
        #expect(abs((until - .origin).seconds - 5) < 1e-6)
        guard case .held = ledger.debit(Self.amounts(50), for: .nobody, at: until) else {
            Issue.record("refused at the time that was named")
            return
        }
    }

    @Test("rates are what is left by the time that is left")
    func rates() {
        var account = BudgetAccount(.energy, limit: Self.limit, at: .origin)
        account.hold(200)
        #expect(account.rate(at: .origin + .seconds(60)) == 20)
        #expect(account.rate(at: .origin + .seconds(100)) == 0)
    }

    @Test("a new horizon begins with the whole amount, less what is still held")
    func renewal() {
        var account = BudgetAccount(.energy, limit: Self.limit, at: .origin)
        account.hold(300)
        account.settle(200, used: 200)
        account.renew(at: .origin + .seconds(99))
        #expect(account.left == 700)
        account.renew(at: .origin + .seconds(250))
        #expect(account.left == 900)
        #expect(account.periodStart == .origin + .seconds(200))
    }

    @Test("memory is held, not consumed, and knows no pace")
    func memory() {
        var ledger = BudgetLedger()
        let id = AccountID(.cluster, .memory)
        ledger.setLimit(BudgetLimit(amount: 100, horizon: .seconds(1)), of: id, at: .origin)
        guard case .held(let hold) = ledger.debit(BudgetAmounts(bytes: 100), for: .nobody, at: .origin) else {
            Issue.record("100 of 100 bytes were refused")
            return
        }
        let outcome = ledger.debit(BudgetAmounts(bytes: 1), for: .nobody, at: .origin + .seconds(5))
        #expect(outcome == .refused(.exhausted(id, renewal: nil)))
        ledger.settle(hold, used: BudgetAmounts(bytes: 100), at: .origin)
        #expect(ledger.accounts[id]?.left == 100)
    }

    @Test("a debit is made from all accounts that it concerns, or from none")
    func allOrNothing() {
        let tenant = TenantID("a")
        let own = AccountID(.tenant(tenant), .energy)
        var ledger = Self.ledger(BudgetLimit(amount: 1_000, horizon: .seconds(100), ahead: 1))
        ledger.setLimit(BudgetLimit(amount: 50, horizon: .seconds(100), ahead: 1), of: own, at: .origin)
        let refusal = BudgetRefusal.exhausted(own, renewal: nil)

        #expect(ledger.debit(Self.amounts(60), for: tenant, at: .origin) == .refused(refusal))
        #expect(ledger.accounts[Self.energy]?.left == 1_000)
        guard case .held = ledger.debit(Self.amounts(40), for: tenant, at: .origin) else {
            Issue.record("40 were refused")
            return
        }
        #expect(ledger.accounts[Self.energy]?.left == 960)
        #expect(ledger.accounts[own]?.left == 10)
        guard case .held = ledger.debit(Self.amounts(60), for: TenantID("b"), at: .origin) else {
            Issue.record("another tenant was refused")
            return
        }
    }

    @Test("an account that is closed and opened again owes nothing for old holds")
    func reopening() {
        var ledger = Self.ledger()
        guard case .held(let hold) = ledger.debit(Self.amounts(100), for: .nobody, at: .origin) else {
            Issue.record("100 were refused")
            return
        }
        ledger.removeLimit(of: Self.energy)
        ledger.setLimit(Self.limit, of: Self.energy, at: .origin)
        ledger.settle(hold, used: Self.amounts(100), at: .origin)
        #expect(ledger.accounts[Self.energy]?.spent == 0)
    }

    @Test("a lowered limit lets nothing through until there is room")
    func loweredLimit() {
        var ledger = Self.ledger(BudgetLimit(amount: 1_000, horizon: .seconds(100), ahead: 1))
        _ = ledger.debit(Self.amounts(500), for: .nobody, at: .origin)
        ledger.setLimit(BudgetLimit(amount: 400, horizon: .seconds(100), ahead: 1), of: Self.energy, at: .origin)
        #expect(ledger.accounts[Self.energy]?.left == 0)
        guard case .refused = ledger.debit(Self.amounts(1), for: .nobody, at: .origin) else {
            Issue.record("an overdrawn account was debited")
            return
        }
    }

    @Test("no more debits are open than are kept")
    func holdLimit() {
        var ledger = BudgetLedger(holdLimit: 2)
        ledger.setLimit(BudgetLimit(amount: 1_000, horizon: .seconds(100), ahead: 1), of: Self.energy, at: .origin)
        for _ in 0..<2 { _ = ledger.debit(Self.amounts(1), for: .nobody, at: .origin) }
        #expect(ledger.debit(Self.amounts(1), for: .nobody, at: .origin) == .refused(.tooManyHolds))
        #expect(ledger.accounts[Self.energy]?.left == 998)
    }
}
