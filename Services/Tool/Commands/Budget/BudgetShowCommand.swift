import Approximation
import ArgumentParser
import BudgetStore
import Foundation
import Kernel

/// Prints accounts.
struct BudgetShowCommand: ParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case prometheus
    }

    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what is limited, used, held and left.",
        discussion: "`--format prometheus` prints metrics, for a collector of text files."
    )

    @OptionGroup var file: BudgetFile

    @Option(help: "table, json or prometheus.")
    var format = Form.table

    func run() throws {
        try ToolFailure.reporting {
            let store = try file.open()
            let now = UnixTime().now
            let accounts = try BudgetFile.reporting { () throws(BudgetStoreError) in
                try store.accounts(at: now).map { BudgetRecord($0.id, $0.account, at: now) }
            }
            switch format {
            case .table: Console.print(accounts.isEmpty ? "nothing is limited" : BudgetText(accounts).table)
            case .json:
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
                encoder.keyEncodingStrategy = .convertToSnakeCase
                Console.print(String(decoding: try encoder.encode(accounts), as: UTF8.self))
            case .prometheus: Console.print(BudgetText(accounts).metrics)
            }
        }
    }
}
