import Approximation
import ArgumentParser
import BudgetStore
import Kernel

/// Closes accounts.
struct BudgetRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Lift a limit; what was counted is forgotten."
    )

    @OptionGroup var file: BudgetFile
    @OptionGroup var owner: BudgetOwnerOption

    @Argument(help: "energy, money or memory; several may be named.")
    var resources: [String]

    func validate() throws {
        for name in resources where Resource(rawValue: name) == nil {
            throw ValidationError("'\(name)' is none of energy, money and memory")
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            let store = try file.open()
            for resource in resources.compactMap({ Resource(rawValue: $0) }) {
                let id = AccountID(owner.owner, resource)
                let isOpen = try BudgetFile.reporting { () throws(BudgetStoreError) in
                    try store.accounts(at: UnixTime().now).contains { $0.id == id }
                }
                guard isOpen else { throw ToolFailure.badData("there is no limit of \(resource.rawValue) to lift") }
                try BudgetFile.reporting { () throws(BudgetStoreError) in try store.removeLimit(of: id) }
            }
        }
    }
}
