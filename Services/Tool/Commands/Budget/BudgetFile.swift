import Approximation
import ArgumentParser
import BudgetStore
import Domain
import Foundation
import Kernel

/// Which file of accounts a command works on.
struct BudgetFile: ParsableArguments {
    @Option(help: ArgumentHelp("The file of accounts (SQLite).", valueName: "file"))
    var store: String

    /// Opens the file; one that is not there is made only if asked.
    func open(makes: Bool = false) throws -> SQLiteBudgetStore { try Self.open(store, makes: makes) }

    static func open(_ path: String, makes: Bool = false) throws -> SQLiteBudgetStore {
        guard makes || FileManager.default.fileExists(atPath: path) else {
            throw ToolFailure.badData("there is no file \(path); `rubato budget set` makes one")
        }
        return try reporting { () throws(BudgetStoreError) in
            try SQLiteBudgetStore(path: path, holder: nil, at: UnixTime().now)
        }
    }

    static func reporting<Result>(_ body: () throws(BudgetStoreError) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw ToolFailure.badData("\(error)")
        }
    }
}
