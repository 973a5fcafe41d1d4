import ArgumentParser

/// Accounts of energy, money and memory.
struct BudgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract: "Show and set what tenants and the cluster may use of energy, money and memory.",
        subcommands: [BudgetShowCommand.self, BudgetSetCommand.self, BudgetRemoveCommand.self],
        defaultSubcommand: BudgetShowCommand.self
    )
}
