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

    @Option(help: ArgumentHelp("The file of accounts (SQLite).", valueName: "file"))
    var store: String?

    @Option(help: ArgumentHelp("Ask a running admission controller instead, at its own port.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Only this tenant's accounts.", valueName: "name"))
    var tenant: String?

    @Option(help: "table, json or prometheus.")
    var format = Form.table

    func validate() throws {
        guard (store == nil) != (url == nil) else { throw ValidationError("give --store or --url") }
        if let url, ServerAddress(argument: url) == nil { throw ValidationError("--url must be like http://host:8020") }
    }

    func run() throws {
        try ToolFailure.reporting {
            var accounts = try url.map(BudgetPage.read) ?? kept()
            if let tenant {
                accounts = accounts.filter { $0.tenant == tenant }
                guard !accounts.isEmpty else { throw ToolFailure.badData("the tenant '\(tenant)' has no account") }
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

    private func kept() throws -> [BudgetRecord] {
        let now = UnixTime().now
        let file = try BudgetFile.open(store ?? "")
        return try BudgetFile.reporting { () throws(BudgetStoreError) in
            try file.accounts(at: now).map { BudgetRecord($0.id, $0.account, at: now) }
        }
    }
}
