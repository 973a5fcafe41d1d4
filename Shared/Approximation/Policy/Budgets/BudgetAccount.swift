package import Kernel

/// What one owner may use of one resource, and has used.
///
/// What is debited is held until its use is known. At every instant `spent + held ≤ limit`, whatever is asked; only a limit
/// that is lowered below what has been used can lie under it, and then nothing is debited until there is room.
package struct BudgetAccount: Hashable, Sendable {
    package let resource: Resource
    package private(set) var limit: BudgetLimit
    /// When the present horizon began.
    package private(set) var periodStart: Instant
    /// Known to be used in this horizon.
    package private(set) var spent: Int64
    /// Debited and not settled.
    package private(set) var held: Int64
    /// Debits that were not made.
    package private(set) var refusals: Int64
    /// What was used beyond its debit, since the account was opened: a profile that erred, which no refusal undoes.
    package private(set) var unbacked: Int64

    /// Opens an account whose first horizon begins now.
    package init(_ resource: Resource, limit: BudgetLimit, at now: Instant) {
        self.init(resource, limit: limit, periodStart: now, spent: 0, held: 0, refusals: 0, unbacked: 0)
    }

    /// Takes an account as it was kept.
    package init(
        _ resource: Resource,
        limit: BudgetLimit,
        periodStart: Instant,
        spent: Int64,
        held: Int64,
        refusals: Int64,
        unbacked: Int64
    ) {
        precondition(spent >= 0 && held >= 0 && refusals >= 0 && unbacked >= 0, "nothing kept is negative")
        self.resource = resource
        self.limit = limit
        self.periodStart = periodStart
        self.spent = spent
        self.held = held
        self.refusals = refusals
        self.unbacked = unbacked
    }

    package var periodEnd: Instant { periodStart + limit.horizon }

    /// What is neither used nor held, 0 at least.
    package var left: Int64 { max(0, limit.amount - spent - held) }

    /// What may be used per second so that the rest lasts to the end of the horizon, in units; MCDNN's pro-rated rate.
    package func rate(at now: Instant) -> Double {
        let remaining = (periodEnd - now).seconds
        return remaining > 0 ? Double(left) / remaining : 0
    }

    /// Begins the horizon that `now` lies in; what is still held is carried into it.
    package mutating func renew(at now: Instant) {
        guard now >= periodEnd else { return }
        let periods = (now - periodStart).nanoseconds / limit.horizon.nanoseconds
        periodStart = Instant(nanoseconds: periodStart.nanoseconds + periods * limit.horizon.nanoseconds)
        spent = 0
    }

    /// Changes what may be used; a new horizon counts from the present one's beginning, what was used stays used.
    package mutating func setLimit(_ limit: BudgetLimit, at now: Instant) {
        renew(at: now)
        self.limit = limit
        renew(at: now)
    }

    /// Why that much cannot be debited now; `nil` if it can.
    package func refusal(of amount: Int64, as id: AccountID, at now: Instant) -> BudgetRefusal? {
        precondition(amount >= 0, "a debit is not negative")
        guard amount > left else { return paceRefusal(of: amount, as: id, at: now) }
        let fitsLater = resource.isConsumed && amount <= limit.amount - min(held, limit.amount)
        return .exhausted(id, renewal: fitsLater ? periodEnd : nil)
    }

    /// Holds that much; only after ``refusal(of:as:at:)`` has said `nil`.
    package mutating func hold(_ amount: Int64) {
        precondition(amount <= left, "an account is never overspent")
        held += amount
    }

    package mutating func refuse() { refusals += 1 }

    /// Ends a hold with what was really used; what comes back can be used again.
    package mutating func settle(_ amount: Int64, used: Int64) {
        precondition(used >= 0 && amount <= held, "a hold is settled once")
        held -= amount
        guard resource.isConsumed else { return }
        spent += min(used, amount)
        unbacked += max(0, used - amount)
    }

    /// Books what a process has used of what is set aside for it, and sets aside anew, without regard to pace: the process
    /// keeps that itself.
    ///
    /// - Returns: What is set aside for it now: never less than what it may still use.
    package mutating func cover(_ wish: CoverWish, of covered: Int64, at now: Instant) -> Int64 {
        precondition(wish.used >= 0 && wish.unbacked >= 0 && wish.refusals >= 0, "nothing booked is negative")
        renew(at: now)
        settle(min(covered, held), used: min(wish.used, covered, held))
        unbacked += wish.unbacked + max(0, wish.used - covered)
        refusals += wish.refusals
        let next = min(max(0, wish.wanted), left)
        hold(next)
        return next
    }

    /// The same account by a clock that is ahead by that much.
    package func shifted(by shift: Duration) -> BudgetAccount {
        var shifted = self
        shifted.periodStart = periodStart + shift
        return shifted
    }

    private func paceRefusal(of amount: Int64, as id: AccountID, at now: Instant) -> BudgetRefusal? {
        guard resource.isConsumed else { return nil }
        let wanted = spent + held + amount
        let elapsed = (now - periodStart).seconds / limit.horizon.seconds
        guard wanted > limit.earned(at: max(0, elapsed)) else { return nil }
        let part = Double(wanted) / Double(limit.amount) - limit.ahead
        return .aheadOfPace(id, until: periodStart + .seconds(part * limit.horizon.seconds) + .nanoseconds(1))
    }
}
