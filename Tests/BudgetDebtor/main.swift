import Approximation
import BudgetStore
import Domain
import Foundation
import Kernel
import ToolPolicy

// Debits an account as fast as it can until it is killed, and writes what it used into a file of its own: the truth
// that the account is compared with. A use is written after its debit was said to be held, as everyone has to do.

/// Runs until it is killed or the account is empty: FILE METER SEED NAME.
func drain(_ arguments: [String]) throws {
    let store = try SQLiteBudgetStore(path: arguments[1], holder: arguments[4], at: UnixTime().now)
    var random = SeededGenerator(seed: UInt64(arguments[3]) ?? 0)
    let meter = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND, 0o644)
    guard meter >= 0 else { throw CocoaError(.fileWriteUnknown) }
    while true {
        let now = UnixTime().now
        let amounts = BudgetAmounts(joules: 0.001 + random.unit(), bytes: Int64(1 + random.unit() * 1_000))
        guard case .held(let hold) = try store.debit(amounts, for: TenantID("tenant"), at: now) else { continue }
        var used = amounts
        used[.energy] = random.unit() < 0.2 ? 0 : Int64(Double(amounts[.energy]) * random.unit())
        let line = "\(used[.energy])\n"
        guard write(meter, line, line.utf8.count) == line.utf8.count else { throw CocoaError(.fileWriteUnknown) }
        if random.unit() < 0.8 { try store.settle(hold, used: used, at: UnixTime().now) }
    }
}

try drain(CommandLine.arguments)
