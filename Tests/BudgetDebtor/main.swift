import Approximation
import BudgetStore
import Domain
import Foundation
import Kernel
import ToolPolicy

// Debits an account again and again until it is killed, and writes what it used into a file of its own: the truth
// that the account is compared with. A use is written after its debit was said to be held, as everyone has to do.

/// Runs until it is killed: FILE METER SEED NAME [covered].
func drain(_ arguments: [String]) throws {
    let store = try SQLiteBudgetStore(path: arguments[1], holder: arguments[4], at: UnixTime().now)
    var random = SeededGenerator(seed: UInt64(arguments[3]) ?? 0)
    let meter = try Meter(arguments[2])
    while true {
        // Who takes SQLite's lock again at once keeps another process from it until that gives up.
        usleep(UInt32(4_000 * random.unit()))
        let now = UnixTime().now
        let amounts = BudgetAmounts(joules: 0.001 + random.unit(), bytes: Int64(1 + random.unit() * 1_000))
        guard case .held(let hold) = try store.debit(amounts, for: TenantID("tenant"), at: now) else { continue }
        var used = amounts
        used[.energy] = random.unit() < 0.2 ? 0 : Int64(Double(amounts[.energy]) * random.unit())
        try meter.write(used)
        if random.unit() < 0.8 { try store.settle(hold, used: used, at: UnixTime().now) }
    }
}

/// The same from what is set aside in groups, as a service that must not wait for a disk does it.
func drainCovered(_ arguments: [String]) throws {
    let store = try SQLiteBudgetStore(path: arguments[1], holder: arguments[4], at: UnixTime().now)
    var random = SeededGenerator(seed: UInt64(arguments[3]) ?? 0)
    let meter = try Meter(arguments[2])
    let tenant = TenantID("tenant")
    var ledger = CoveredLedger()
    ledger.take(try store.cover([], at: UnixTime().now))
    while true {
        let now = UnixTime().now
        let wishes = ledger.wishes(isDue: random.unit() < 0.05, at: now)
        if !wishes.isEmpty { ledger.take(try store.cover(wishes, at: now)) }
        let amounts = BudgetAmounts(joules: 0.001 + 0.05 * random.unit())
        guard ledger.refusal(of: amounts, for: tenant, at: now) == nil else { continue }
        let hold = ledger.debit(amounts, for: tenant)
        var used = amounts
        used[.energy] = Int64(Double(amounts[.energy]) * random.unit())
        try meter.write(used)
        if random.unit() < 0.8 { ledger.settle(hold, used: used, at: UnixTime().now) }
    }
}

/// What was used, a line each.
struct Meter {
    private let file: Int32

    init(_ path: String) throws {
        file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    func write(_ used: BudgetAmounts) throws {
        let line = "\(used[.energy])\n"
        guard Foundation.write(file, line, line.utf8.count) == line.utf8.count else {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}

if CommandLine.arguments.last == "covered" {
    try drainCovered(CommandLine.arguments)
} else {
    try drain(CommandLine.arguments)
}
