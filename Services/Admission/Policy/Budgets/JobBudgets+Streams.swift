import Approximation
import Domain
import Kernel

/// What the frames of admitted streams cost: they ask nobody, so they are paid for in advance, slice by slice.
///
/// Intuition: a promised stream must be able to pay its mandatory parts for as long as it lasts. So one is promised only if the
/// accounts' pace carries these beside those of all other streams, and jobs are debited only what leaves the next slice of
/// these free. What is beyond the mandatory part follows the same allowance per request as jobs have.
extension JobBudgets {
    /// Why not even the mandatory parts of a stream's frames can be paid for long; `nil` if they can.
    mutating func lack(of cost: StreamCost, at now: Instant) -> BudgetRefusal? {
        guard !isEmpty, ledger.limits(.energy, of: cost.tenant) else { return nil }
        let amounts = BudgetAmounts(joules: cost.joules(through: cost.mandatoryExit))
        isTouched = true
        if let refusal = ledger.refusal(of: amounts, for: cost.tenant, reserving: reserved, at: now) { return refusal }
        let seconds = StreamCost.slice.seconds
        return ledger.parts(of: amounts, for: cost.tenant).first { part in
            let perSecond = Double((reserved[part.account] ?? 0) + part.amount) / seconds
            return perSecond > ledger.account(part.account)?.rate(at: now) ?? .infinity
        }.map { .aheadOfPace($0.account, until: now + StreamCost.slice) }
    }

    /// Pays for the next slice of a stream's frames, and settles the one that is over.
    ///
    /// - Returns: The deepest exit that is paid, at least the mandatory one; `nil` if not even that can be paid.
    mutating func pay(_ stream: StreamID, _ cost: StreamCost, at now: Instant) -> Int? {
        guard !isEmpty, ledger.limits(.energy, of: cost.tenant) else { return cost.lastExit }
        settleSlice(of: stream, at: now)
        rates.note(cost.tenant, count: cost.framesPerSecond * StreamCost.slice.seconds, at: now)
        let allowed = allowance(of: cost.tenant, at: now) ?? .infinity
        let wanted = (cost.mandatoryExit...cost.lastExit).last { cost.joules[$0] * usedShare <= allowed }
        isTouched = true
        for exit in (cost.mandatoryExit...(wanted ?? cost.mandatoryExit)).reversed() {
            let joules = cost.joules(through: exit)
            // The mandatory part is paid from what is kept for it; more than that must leave the next slice's.
            let kept = exit > cost.mandatoryExit ? reserved : [:]
            let amounts = BudgetAmounts(joules: joules)
            guard ledger.refusal(of: amounts, for: cost.tenant, reserving: kept, at: now) == nil else { continue }
            let slice = StreamPurse.Slice(parts: ledger.debit(amounts, for: cost.tenant), joules: joules)
            open(stream, cost)
            purses[stream]?.begin(slice, joulesPerFrame: cost.joules[exit])
            return exit
        }
        return nil
    }

    /// Takes what frames have used.
    mutating func note(joules: Double, unknown: Int, of stream: StreamID) {
        purses[stream]?.note(joules: joules.isFinite ? max(0, joules) : 0, unknown: max(0, unknown))
    }

    /// No more frames come; what those under way have used may still be told.
    mutating func end(_ stream: StreamID) {
        guard let purse = purses[stream], !purse.isEnded else { return }
        reserve(purse.reserve, -1)
        purses[stream]?.end()
    }

    /// Settles slices of streams that have ended; once per slice.
    mutating func settleEndedStreams(at now: Instant) {
        for name in purses.filter(\.value.isEnded).keys.map(\.rawValue).sorted() {
            let stream = StreamID(name)
            settleSlice(of: stream, at: now)
            if purses[stream]?.isEmpty ?? false { purses[stream] = nil }
        }
    }

    private mutating func open(_ stream: StreamID, _ cost: StreamCost) {
        guard purses[stream]?.isEnded ?? true else { return }
        let amounts = BudgetAmounts(joules: cost.joules(through: cost.mandatoryExit))
        let parts = ledger.parts(of: amounts, for: cost.tenant)
        reserve(parts, 1)
        if let ended = purses.removeValue(forKey: stream) {
            purses[stream] = StreamPurse(reserve: parts, after: ended)
        } else {
            purses[stream] = StreamPurse(reserve: parts)
        }
    }

    private mutating func settleSlice(of stream: StreamID, at now: Instant) {
        guard let over = purses[stream]?.turn() else { return }
        ledger.settle(over.slice.parts, used: BudgetAmounts(joules: over.used), at: now)
        isTouched = true
    }

    private mutating func reserve(_ parts: [BudgetLedger.Part], _ sign: Int64) {
        for part in parts { reserved[part.account, default: 0] += sign * part.amount }
    }
}
