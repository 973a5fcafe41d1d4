import Approximation
import ArgumentParser
import Domain

/// Whose accounts are meant.
struct BudgetOwnerOption: ParsableArguments {
    @Option(help: ArgumentHelp("A tenant; without it the whole cluster.", valueName: "name"))
    var tenant: String?

    var owner: BudgetOwner { tenant.map { .tenant(TenantID($0)) } ?? .cluster }

    func validate() throws {
        if tenant?.isEmpty == true { throw ValidationError("a tenant has a name") }
    }
}
