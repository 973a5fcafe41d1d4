package import Approximation
import Dispatch
package import Kernel

/// Asks a store on a thread of its own, so that nobody who serves waits for a disk.
///
/// The store counts time by the clock of the day, who debits by the process's own: instants are translated on the way.
package final class BudgetKeeper: Sendable {
    /// One question at a time, in their order.
    private let queue = DispatchQueue(label: "budgets")
    private let store: any BudgetStore
    private let clock: any TimeSource
    private let time: any TimeSource

    /// - Parameters:
    ///   - store: Asked by nobody else in this process.
    ///   - clock: By which it keeps horizons.
    ///   - time: The clock of who gets its answers.
    package init(_ store: any BudgetStore, clock: any TimeSource, time: any TimeSource) {
        self.store = store
        self.clock = clock
        self.time = time
    }

    /// Books and sets aside; the answer counts even if nobody waits for it any more.
    package func cover(_ wishes: [CoverWish]) async -> Result<[CoverGrant], BudgetStoreError> {
        await withCheckedContinuation { answer in
            queue.async { answer.resume(returning: self.exchange(wishes)) }
        }
    }

    /// The same while the caller waits, before or after all that serves.
    package func coverNow(_ wishes: [CoverWish]) -> Result<[CoverGrant], BudgetStoreError> {
        queue.sync { exchange(wishes) }
    }

    private func exchange(_ wishes: [CoverWish]) -> Result<[CoverGrant], BudgetStoreError> {
        let now = clock.now
        let shift = time.now - now
        do throws(BudgetStoreError) {
            let grants = try store.cover(wishes, at: now)
            return .success(grants.map { CoverGrant($0.id, $0.account.shifted(by: shift), covered: $0.covered) })
        } catch {
            return .failure(error)
        }
    }
}
