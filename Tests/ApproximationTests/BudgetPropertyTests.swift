import Approximation
import Domain
import Kernel
import Testing
import ToolPolicy

/// Random traces of debits, settled late, partly or not at all.
@Suite("Budgets over random traces")
struct BudgetPropertyTests {
    private struct Open {
        let hold: HoldID
        let amounts: BudgetAmounts
        let until: Instant
    }

    private static let owners = ["a", "b", "c"].map { TenantID($0) }

    /// What a second bookkeeper counts, from what was used only.
    private struct Book {
        var used: [AccountID: Int64] = [:]

        mutating func use(_ amounts: BudgetAmounts, _ tenant: TenantID) {
            for id in BudgetLedger.accounts(of: tenant) where id.resource.isConsumed {
                used[id, default: 0] += amounts[id.resource]
            }
        }
    }

    private var random: SeededGenerator
    private var ledger = BudgetLedger()
    private var book = Book()
    private var open: [Open] = []
    private var owed: [HoldID: TenantID] = [:]

    init() { random = SeededGenerator(seed: 0) }

    @Test("never overspent at any instant, and lasting to the horizon within 2 %", arguments: UInt64(0)..<150)
    func lasts(seed: UInt64) throws {
        var run = self
        run.random = SeededGenerator(seed: seed)
        let horizon = 100 + 10_000 * run.random.unit()
        let joules = 1 + 1_000 * run.random.unit()
        let id = AccountID(.cluster, .energy)
        run.ledger.setLimit(
            BudgetLimit(amount: BudgetAmounts.units(joules, of: .energy), horizon: .seconds(horizon)),
            of: id,
            at: .origin
        )
        run.limitTenants(joules, horizon)
        // Twice to six times as much is asked for as there is, in bursts or evenly.
        let pressure = 2 + 4 * run.random.unit()
        let mean = joules * (0.0005 + 0.0005 * run.random.unit())
        let isBursty = run.random.unit() < 0.5
        var now = 0.0
        var lastHeld = 0.0
        while true {
            let gap = run.random.exponential(mean: horizon * mean / joules / pressure)
            now += isBursty ? (run.random.unit() < 0.9 ? gap * 0.5 : gap * 5.5) : gap
            guard now < horizon else { break }
            let instant = Instant.origin + .seconds(now)
            run.settleDue(at: instant)
            if run.ask(run.random.exponential(mean: mean), at: instant, patience: horizon * 0.001) { lastHeld = now }
            run.check(at: instant)
        }
        run.settleAll(at: .origin + .seconds(horizon * 0.999_999))
        let account = try #require(run.ledger.accounts[id])
        #expect(account.held == 0)
        #expect(Double(account.spent) >= 0.98 * Double(account.limit.amount))
        #expect(lastHeld >= 0.98 * horizon, "the last debit was made at \(lastHeld) of \(horizon) s")
    }

    /// Each tenant may use half of all, so that the cluster's account binds too.
    private mutating func limitTenants(_ joules: Double, _ horizon: Double) {
        for owner in Self.owners {
            ledger.setLimit(
                BudgetLimit(amount: BudgetAmounts.units(joules / 2, of: .energy), horizon: .seconds(horizon)),
                of: AccountID(.tenant(owner), .energy),
                at: .origin
            )
        }
    }

    private mutating func ask(_ joules: Double, at now: Instant, patience: Double) -> Bool {
        let tenant = Self.owners[Int.random(in: 0..<Self.owners.count, using: &random)]
        let amounts = BudgetAmounts(joules: joules)
        guard case .held(let hold) = ledger.debit(amounts, for: tenant, at: now) else { return false }
        open.append(Open(hold: hold, amounts: amounts, until: now + .seconds(patience * random.unit())))
        owed[hold] = tenant
        return true
    }

    private mutating func settleDue(at now: Instant) {
        for entry in open where entry.until <= now { settle(entry, at: now) }
        open.removeAll { $0.until <= now }
    }

    private mutating func settleAll(at now: Instant) {
        for entry in open { settle(entry, at: now) }
        open = []
    }

    private mutating func settle(_ entry: Open, at now: Instant) {
        guard let tenant = owed.removeValue(forKey: entry.hold) else { return }
        var used = BudgetAmounts()
        let fate = random.unit()
        used[.energy] = fate < 0.1 ? 0 : Int64(Double(entry.amounts[.energy]) * (fate < 0.5 ? 1 : fate))
        if used[.energy] == 0 {
            ledger.cancel(entry.hold, at: now)
        } else {
            ledger.settle(entry.hold, used: used, at: now)
        }
        book.use(used, tenant)
    }

    private func check(at now: Instant) {
        for (id, account) in ledger.accounts {
            let elapsed = (now - .origin).seconds / account.limit.horizon.seconds
            let isBounded = account.spent + account.held <= account.limit.earned(at: elapsed)
            if account.spent + account.held > account.limit.amount { Issue.record("\(id) is overspent at \(now)") }
            if !isBounded { Issue.record("\(id) is ahead of its pace at \(now)") }
            if account.spent != book.used[id, default: 0] { Issue.record("\(id) counts what was not used at \(now)") }
        }
    }
}
