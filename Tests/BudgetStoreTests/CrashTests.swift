import Approximation
import BudgetStore
import Domain
import Foundation
import Kernel
import Testing
import ToolPolicy

/// Processes that debit are killed at random times; what they wrote down as used is compared with the accounts.
@Suite("Budgets and crashes")
struct CrashTests {
    private struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private static let rounds = 24
    private static let joules = 600.0

    /// The program that debits, beside the test's own or in `RUBATO_BIN`.
    private static var debtor: String {
        get throws {
            let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? "/proc/self/exe"
            let folder =
                ProcessInfo.processInfo.environment["RUBATO_BIN"]
                ?? URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
            let path = folder + "/budget-debtor"
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw Missing(description: "\(path) is missing: build it, or set RUBATO_BIN to its folder")
            }
            return path
        }
    }

    @Test("an account is never overspent, whenever who debits it is killed")
    func killed() async throws {
        let file = try StoreFile()
        var random = SeededGenerator(seed: 1)
        let now = UnixTime().now
        let observer = try file.open(nil, at: now)
        for id in [Names.energy, Names.own] { try observer.setLimit(.daily(joules: Self.joules), of: id, at: now) }
        let memory = BudgetLimit(amount: 1_000_000, horizon: .seconds(1), ahead: 1)
        try observer.setLimit(memory, of: Names.memory, at: now)
        var roundsWithUse = 0
        for round in 0..<Self.rounds {
            let before = try used(file)
            try await killTwo(file, round, after: .milliseconds(10 + 120 * random.unit()))
            if try used(file) > before { roundsWithUse += 1 }
            for id in [Names.energy, Names.own] { try check(observer, id, file) }
        }
        // Not more is certain: debtors that live long in a round, on a busy machine, leave the next ones nothing.
        #expect(roundsWithUse > 0, "the debtors have not debited")

        // Their successors take over what they held.
        for name in ["one", "two"] { _ = try file.open(name, at: UnixTime().now) }
        let account = try #require(try observer.account(Names.energy, at: UnixTime().now))
        #expect(account.held == 0)
        #expect(account.spent <= account.limit.amount)
        #expect(try used(file) <= account.spent)
        #expect(try observer.account(Names.memory, at: UnixTime().now)?.held == 0)
    }

    private func check(_ store: some BudgetStore, _ id: AccountID, _ file: StoreFile) throws {
        let account = try #require(try store.account(id, at: UnixTime().now))
        #expect(account.spent + account.held <= account.limit.amount)
        #expect(try used(file) <= account.spent + account.held, "something was used that was not debited")
    }

    @Test("what is set aside in groups is never used twice, whenever who spends it is killed")
    func killedSpenders() async throws {
        let file = try StoreFile()
        var random = SeededGenerator(seed: 2)
        let now = UnixTime().now
        let observer = try file.open(nil, at: now)
        for id in [Names.energy, Names.own] { try observer.setLimit(.daily(joules: Self.joules), of: id, at: now) }
        for round in 0..<Self.rounds {
            try await killTwo(file, round, after: .milliseconds(10 + 120 * random.unit()), ["covered"])
            for id in [Names.energy, Names.own] { try check(observer, id, file) }
        }
        for name in ["one", "two"] { _ = try file.open(name, at: UnixTime().now) }
        let account = try #require(try observer.account(Names.energy, at: UnixTime().now))
        let used = try used(file)
        #expect(account.held == 0 && account.spent <= account.limit.amount)
        #expect(used > account.limit.amount / 20, "the debtors have hardly used anything")
        #expect(used <= account.spent)
    }

    /// Starts two debtors, waits until both have opened the file, and kills them.
    private func killTwo(_ file: StoreFile, _ round: Int, after delay: Duration, _ mode: [String] = []) async throws {
        var processes: [Process] = []
        for (place, name) in ["one", "two"].enumerated() {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try Self.debtor)
            let meter = "\(file.folder)/meter-\(round)-\(name)"
            process.arguments = [file.path, meter, "\(round * 2 + place)", name] + mode
            try process.run()
            processes.append(process)
            for _ in 0..<1_000 where !FileManager.default.fileExists(atPath: meter) {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(FileManager.default.fileExists(atPath: meter), "the debtor does not start")
        }
        try await Task.sleep(for: delay)
        for process in processes {
            #expect(process.isRunning, "a debtor ended by itself")
            kill(process.processIdentifier, SIGKILL)
        }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationReason == .uncaughtSignal)
        }
    }

    /// The nanojoules that all debtors wrote down.
    private func used(_ file: StoreFile) throws -> Int64 {
        let names = try FileManager.default.contentsOfDirectory(atPath: file.folder).filter { $0.hasPrefix("meter") }
        return try names.reduce(0) { sum, name in
            let lines = try String(contentsOfFile: "\(file.folder)/\(name)", encoding: .utf8).split(separator: "\n")
            return sum + lines.reduce(0) { $0 + (Int64($1) ?? 0) }
        }
    }
}
