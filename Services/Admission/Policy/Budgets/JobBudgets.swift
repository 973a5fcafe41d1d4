package import Approximation
import Domain
import Kernel

/// What one-shot jobs cost, paid before they run.
///
/// Intuition: a budget that must last to its horizon allows so much per second (its rate), and where all cannot have full depth
/// it is better that all are a little shallower than that the first are deep and the last refused.
///
/// Rule: a job is debited for the deepest exit whose expected cost is within its allowance, which is MCDNN's: its tenant's part
/// of the rate, per request, `f · rate / Σ f²` over all tenants' request rates `f` (Han et al., MobiSys 2016). If not even
/// the first exit is within it, the first exit is asked for. The accounts have the last word: they refuse what is ahead of pace.
/// A debit is the bound of what the job can use; what it has really used is known when it is settled, and the rest comes back. Of
/// jobs of which nobody says what they have used, all of it is taken for used.
package struct JobBudgets: Sendable {
    /// How deep a job can be paid.
    enum Depth {
        case exit(Int)
        /// Not even the first exit.
        case none(BudgetRefusal)
    }

    private struct Hold {
        var parts: [BudgetLedger.Part] = []
        var joules = 0.0
        var dollars = 0.0
        var use: JobUse?

        /// What is debited twice from one account is settled as one.
        mutating func add(_ more: [BudgetLedger.Part]) {
            for part in more {
                let place = parts.firstIndex { $0.account == part.account }
                let known = place.map { parts.remove(at: $0).amount } ?? 0
                parts.append(BudgetLedger.Part(part.account, known + part.amount))
            }
        }

        /// What was used: where nobody knows, all that is held of it.
        var used: BudgetAmounts? {
            use.map { BudgetAmounts(joules: $0.joules ?? joules, dollars: $0.dollars ?? dollars) }
        }
    }

    /// How much each new observation counts in what is expected to be used of a debit.
    private static let learning = 0.05

    package internal(set) var ledger = CoveredLedger()
    private var holds: [JobID: Hold] = [:]
    var rates = RequestRates()
    /// Of admitted streams, and of those that have ended and are not settled.
    var purses: [StreamID: StreamPurse] = [:]
    /// What the mandatory parts of all streams cost in a slice.
    var reserved: [AccountID: Int64] = [:]
    /// The share of the energy debited that is used in the mean: early exits and shared batches save the rest.
    private(set) var usedShare = 1.0
    private var isAsking = false
    var isTouched = false
    private var isBookingDue = false

    /// Whether nothing is limited.
    package var isEmpty: Bool { ledger.isEmpty }

    package var holdCount: Int { holds.count }

    // MARK: Debits

    /// The joules that one request of the tenant may cost in the mean; `nil`: energy is not limited for it.
    mutating func allowance(of tenant: TenantID, at now: Instant) -> Double? {
        guard !isEmpty, ledger.limits(.energy, of: tenant) else { return nil }
        let (own, squares) = rates.rates(of: tenant, at: now)
        let cluster = AccountID(.cluster, .energy)
        let allowances = [cluster, AccountID(.tenant(tenant), .energy)].compactMap { id -> Double? in
            guard let account = ledger.account(id), own > 0 else { return nil }
            let rate = account.rate(at: now) / id.resource.units
            return id == cluster ? own * rate / squares : rate / own
        }
        return allowances.min() ?? .infinity
    }

    /// The deepest exit that can be debited.
    ///
    /// - Parameters:
    ///   - joules: What each exit costs at most.
    ///   - last: The deepest that is wanted.
    ///   - allowance: What it may cost in the mean.
    ///   - tenant: Who pays.
    ///   - now: When.
    /// - Returns: The exit, or why not even the first one can be debited.
    mutating func depth(
        _ joules: [Double],
        through last: Int,
        allowance: Double,
        for tenant: TenantID,
        at now: Instant
    ) -> Depth {
        let wanted = (0...last).last { joules[$0] * usedShare <= allowance } ?? 0
        var refusal = BudgetRefusal.tooManyHolds
        for exit in (0...wanted).reversed() {
            let amounts = BudgetAmounts(joules: joules[exit])
            guard let lack = ledger.refusal(of: amounts, for: tenant, reserving: reserved, at: now) else {
                return .exit(exit)
            }
            refusal = lack
        }
        isTouched = true
        return .none(refusal)
    }

    /// Why so many dollars cannot be debited; `nil` if they can.
    mutating func lack(ofDollars dollars: Double, for tenant: TenantID, at now: Instant) -> BudgetRefusal? {
        guard !isEmpty else { return nil }
        let refusal = ledger.refusal(of: BudgetAmounts(dollars: dollars), for: tenant, at: now)
        isTouched = isTouched || refusal != nil
        return refusal
    }

    /// Debits what was found to be there, beside what is debited for the job already.
    mutating func hold(_ job: JobID, joules: Double = 0, dollars: Double = 0, for tenant: TenantID) {
        guard !isEmpty else { return }
        let parts = ledger.debit(BudgetAmounts(joules: joules, dollars: dollars), for: tenant)
        guard !parts.isEmpty else { return }
        var hold = holds[job] ?? Hold()
        hold.add(parts)
        hold.joules += joules
        hold.dollars += dollars
        holds[job] = hold
        isTouched = true
    }

    /// Counts a request that was paid, or would have been if there were more.
    mutating func noteRequest(of tenant: TenantID, lack: BudgetRefusal?, at now: Instant) {
        guard !isEmpty else { return }
        rates.note(tenant, at: now)
        if let lack { ledger.note(lack) }
    }

    // MARK: Settlement

    mutating func note(_ use: JobUse, of job: JobID) { holds[job]?.use = use }

    mutating func settle(_ job: JobID, at now: Instant) {
        guard let hold = holds.removeValue(forKey: job) else { return }
        ledger.settle(hold.parts, used: hold.used, at: now)
        isTouched = true
        guard let joules = hold.use?.joules, hold.joules > 0 else { return }
        usedShare += Self.learning * (min(1, joules / hold.joules) - usedShare)
    }

    // MARK: The store

    /// What the store is to be asked now, one question at a time; when booking is due at least what there is.
    mutating func takeWishes(at now: Instant) -> [CoverWish]? {
        guard isTouched || isBookingDue, !isAsking else { return nil }
        let wishes = ledger.wishes(isDue: isBookingDue, at: now)
        isAsking = isBookingDue || !wishes.isEmpty
        isTouched = false
        isBookingDue = false
        return isAsking ? wishes : nil
    }

    mutating func take(_ grants: [CoverGrant]) {
        ledger.take(grants)
        isAsking = false
        isTouched = true
    }

    mutating func noteStoreFailure() {
        ledger.noteUnavailable()
        isAsking = false
    }

    mutating func dueBooking() { isBookingDue = true }
}
