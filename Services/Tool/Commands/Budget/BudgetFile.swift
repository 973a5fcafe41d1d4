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
    func open(makes: Bool = false) throws -> SQLiteBudgetStore {
        guard makes || FileManager.default.fileExists(atPath: store) else {
            throw ToolFailure.badData("there is no file \(store); `rubato budget set` makes one")
        }
        return try Self.reporting { () throws(BudgetStoreError) in
            try SQLiteBudgetStore(path: store, holder: nil, at: UnixTime().now)
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
