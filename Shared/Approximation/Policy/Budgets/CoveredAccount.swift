import Kernel

/// One account as a process sees it that debits in memory what was set aside for it beforehand.
struct CoveredAccount: Sendable {
    /// The part of a limit that is set aside at a time, unless debits are large; what a killed process loses at most.
    private static let parts: Int64 = 256
    /// As many of the largest debits fit into what is set aside.
    private static let debits: Int64 = 8
    /// No more is set aside than an even pace allows to be used until so much later; so killed processes, however many, never
    /// cost more than that.
    private static let lookahead = Duration.seconds(1)
    /// The part of it that is worth asking the store for.
    private static let worth = 0.25

    let id: AccountID
    /// What the store says, brought up to date with what happened here: others' and the own open debits are held.
    private(set) var account: BudgetAccount
    private var covered: Int64
    /// Known to be used here and not booked yet.
    private var used: Int64 = 0
    private var unbacked: Int64 = 0
    private var refusals: Int64 = 0
    /// Debited here and not settled.
    private var open: Int64 = 0
    private var largest: Int64 = 1
    /// Under way to the store.
    private var asked: CoverWish?

    init(_ grant: CoverGrant) {
        id = grant.id
        account = grant.account
        covered = grant.covered
        adopt(grant)
    }

    /// What can be debited before the store must be asked.
    private var free: Int64 { max(0, covered - used - open) }

    /// The amount that is set aside at a time.
    private var chunk: Int64 {
        max(account.limit.amount / Self.parts, Self.debits * min(largest, account.limit.amount / Self.debits))
    }

    /// Why that much cannot be debited, if so much a second is to be left for others to the end of the horizon.
    mutating func refusal(of amount: Int64, reserving kept: Int64 = 0, at now: Instant) -> BudgetRefusal? {
        account.renew(at: now)
        largest = max(largest, amount)
        // What accrues is not enough where it ends before the horizon does, since a part of it was there from the beginning.
        let seconds = (account.periodEnd - now).seconds
        guard kept == 0 || Double(amount) + Double(kept) * max(1, seconds) <= Double(account.left) else {
            return .exhausted(id, renewal: account.periodEnd)
        }
        return account.refusal(of: amount + kept, as: id, at: now) ?? (amount <= free ? nil : .notCovered(id))
    }

    mutating func refuse() {
        account.refuse()
        refusals += 1
    }

    /// Only after ``refusal(of:at:)`` has said `nil`.
    mutating func hold(_ amount: Int64) {
        precondition(amount <= free, "what was not set aside is not debited")
        account.hold(amount)
        open += amount
    }

    mutating func settle(_ amount: Int64, used: Int64, at now: Instant) {
        account.renew(at: now)
        account.settle(amount, used: used)
        open -= amount
        guard id.resource.isConsumed else { return }
        self.used += min(used, amount)
        unbacked += max(0, used - amount)
    }

    /// What to ask the store for, if anything and nothing is under way; if `isDue`, to book what was used even if enough is
    /// set aside.
    mutating func wish(isDue: Bool, at now: Instant) -> CoverWish? {
        account.renew(at: now)
        let kept = covered - used
        let wanted = max(kept, min(open + chunk, usable(until: now + Self.lookahead)))
        let step = Double(account.limit.amount) * Self.worth * Self.lookahead.seconds / account.limit.horizon.seconds
        let isShort = free < chunk / 2 && Double(wanted - kept) >= max(1, min(Double(chunk / 4), step))
        guard asked == nil, isShort || isDue && (used + unbacked + refusals > 0 || wanted > kept) else { return nil }
        asked = CoverWish(id, used: used, unbacked: unbacked, refusals: refusals, wanted: wanted)
        return asked
    }

    /// What may be debited here by then, with what is open, if nobody else debits anything.
    private func usable(until instant: Instant) -> Int64 {
        let others = account.spent + account.held - open
        guard id.resource.isConsumed else { return account.limit.amount - others }
        let elapsed = (instant - account.periodStart).seconds / account.limit.horizon.seconds
        return account.limit.earned(at: max(0, elapsed)) - others
    }

    /// The last wish, beside one that is under way: what is open counts as used, and nothing is set aside any more.
    func farewell() -> CoverWish {
        CoverWish(
            id,
            used: used - (asked?.used ?? 0) + open,
            unbacked: unbacked - (asked?.unbacked ?? 0),
            refusals: refusals - (asked?.refusals ?? 0),
            wanted: 0
        )
    }

    /// Takes over what the store has said to the wish that was under way, or of itself.
    mutating func take(_ grant: CoverGrant) {
        if let asked {
            used -= asked.used
            unbacked -= asked.unbacked
            refusals -= asked.refusals
        }
        asked = nil
        covered = grant.covered
        adopt(grant)
    }

    /// The store did not answer: the wish will be put again.
    mutating func forgetWish() { asked = nil }

    private mutating func adopt(_ grant: CoverGrant) {
        let kept = grant.account
        account = BudgetAccount(
            id.resource,
            limit: kept.limit,
            periodStart: kept.periodStart,
            spent: kept.spent + used,
            held: max(0, kept.held - grant.covered) + open,
            refusals: kept.refusals + refusals,
            unbacked: kept.unbacked + unbacked
        )
    }
}
