import AdmissionPolicy
import Approximation
package import BudgetStore
import Domain
import Kernel
import Logging
import Messages
import ServiceKit
import Telemetry

/// The accounts, which somebody keeps on a disk.
extension AdmissionController {
    /// How often what was used is booked even if nothing is short, and changed limits are noticed.
    private static let bookingInterval = Duration.seconds(1)

    /// Sets who keeps the accounts; before anything is decided.
    ///
    /// - Throws: ``BudgetStoreError``, if they cannot be read.
    package func keepBudgets(by keeper: BudgetKeeper) throws(BudgetStoreError) {
        let grants = try keeper.coverNow([]).get()
        self.keeper = keeper
        perform(policy.handle(.budget(.covered(grants)), at: time.now))
        bookingAlarm.set(time.now + Self.bookingInterval)
    }

    /// Books what was used and gives back what is left, for good; on the loop, which waits for it.
    package func closeBudgets() {
        guard let keeper else { return }
        self.keeper = nil
        if case .failure(let error) = keeper.coverNow(policy.budgets.ledger.farewells) { complain(error) }
    }

    func cover(_ wishes: [CoverWish]) {
        guard let keeper else { return }
        Task { covered(await keeper.cover(wishes)) }
    }

    /// Takes what the frames of a stream have used.
    func note(_ use: Rubato_V1_StreamUse) {
        let event = BudgetEvent.streamUsed(StreamID(use.stream), joules: use.joules, unknown: Int(use.unknownFrames))
        perform(policy.handle(.budget(event), at: time.now))
    }

    func bookingAlarmFired() {
        guard keeper != nil else { return }
        perform(policy.handle(.budget(.bookingDue), at: time.now))
        flush()
        bookingAlarm.set(time.now + Self.bookingInterval)
    }

    private func covered(_ answer: Result<[CoverGrant], BudgetStoreError>) {
        switch answer {
        case .success(let grants): perform(policy.handle(.budget(.covered(grants)), at: time.now))
        case .failure(let error):
            complain(error)
            perform(policy.handle(.budget(.storeFailed), at: time.now))
        }
        flush()
    }

    private func complain(_ error: BudgetStoreError) {
        metrics.budgetFailures.increment()
        logger.error("budgets cannot be booked", metadata: ["reason": "\(error)"])
    }

    /// Every account as it is now.
    package var budgets: [BudgetRecord] {
        let now = time.now
        let memory = members.filter { $0.memoryByteCount > 0 }.map { member in
            let held = member.pages.filter { $0.state != .stored }.reduce(0) { $0 + $1.byteCount }
            return BudgetRecord(memoryOf: member.id, limit: member.memoryByteCount, held: held)
        }
        return policy.budgets.ledger.accounts.map { BudgetRecord($0.id, $0.account, at: now) } + memory
    }

    func updateBudgetMetrics() {
        for family in metrics.budgets.gauges { family.removeAll() }
        for record in budgets { metrics.budgets.set(record) }
        metrics.budgetHolds.set(policy.budgets.holdCount)
    }
}
