import AdmissionService
import Approximation
import ArgumentParser
import Domain
import Kernel
import ServiceKit

/// What jobs may cost.
struct BudgetOptions: ParsableArguments {
    /// More joules, or dollars, cannot be counted.
    private static let most = (joules: 9e9, dollars: 9e6)

    @Option(
        help: ArgumentHelp(
            "The file of accounts (SQLite), as `rubato budget` sets and shows them; without it nothing is limited.",
            valueName: "file"
        )
    )
    var budgetStore: String?

    @Option(help: ArgumentHelp("Energy of all jobs at the edge in a horizon.", valueName: "J"))
    var budgetEnergy: Double?

    @Option(help: ArgumentHelp("Money for the cloud tier in a horizon.", valueName: "$"))
    var budgetMoney: Double?

    @Option(help: ArgumentHelp("How long these must last; then they are there anew.", valueName: "seconds"))
    var budgetHorizon = 86_400.0

    @Option(
        help: ArgumentHelp("The share of a budget that may be used ahead of an even pace, 0…1.", valueName: "share")
    )
    var budgetAhead = 0.02

    @Option(help: ArgumentHelp("Energy of single tenants, beside that of all.", valueName: "name=J,…"))
    var tenantEnergy = ""

    @Option(help: ArgumentHelp("Money of single tenants, beside that of all.", valueName: "name=$,…"))
    var tenantMoney = ""

    @Option(
        help: ArgumentHelp(
            "What is tried, in this order, where a job cannot have what it asks for: exit, variant, cloud or none.",
            valueName: "exit+variant+cloud"
        )
    )
    var ladder = "exit+variant+cloud"

    @Option(help: ArgumentHelp("The same of single tenants.", valueName: "name=cloud+exit,…"))
    var tenantLadders = ""

    func validate() throws {
        try check(budgetEnergy, "--budget-energy", Self.most.joules)
        try check(budgetMoney, "--budget-money", Self.most.dollars)
        guard (0.001...3_155_760_000).contains(budgetHorizon) else {
            throw ValidationError("--budget-horizon must be 0.001 s to 100 years")
        }
        guard (0...1).contains(budgetAhead) else { throw ValidationError("--budget-ahead must be 0…1") }
        do {
            _ = try ladders()
            let isKept = try budgetStore != nil || limits().isEmpty
            guard isKept else {
                throw ValidationError("budgets need --budget-store, a file in which what is used outlives this process")
            }
        } catch let error as ConfigurationError {
            throw ValidationError("\(error)")
        }
    }

    func budgets() throws -> AdmissionBudgets {
        AdmissionBudgets(store: budgetStore, limits: try limits())
    }

    func ladders() throws -> (usual: [LadderStep], tenants: [TenantID: [LadderStep]]) {
        let usual = try LadderText.read(ladder, option: "--ladder")
        return (usual, try LadderText.readTenants(tenantLadders, option: "--tenant-ladders"))
    }

    private func check(_ amount: Double?, _ option: String, _ most: Double) throws {
        guard let amount, !(0...most).contains(amount) else { return }
        throw ValidationError("\(option) must be 0…\(most)")
    }

    private func limits() throws -> [AccountID: BudgetLimit] {
        var limits: [AccountID: BudgetLimit] = [:]
        limits[AccountID(.cluster, .energy)] = budgetEnergy.map { limit($0, .energy) }
        limits[AccountID(.cluster, .money)] = budgetMoney.map { limit($0, .money) }
        let energies = try TenantAmounts.read(tenantEnergy, option: "--tenant-energy", limit: Self.most.joules)
        for (tenant, joules) in energies { limits[AccountID(.tenant(tenant), .energy)] = limit(joules, .energy) }
        let sums = try TenantAmounts.read(tenantMoney, option: "--tenant-money", limit: Self.most.dollars)
        for (tenant, dollars) in sums { limits[AccountID(.tenant(tenant), .money)] = limit(dollars, .money) }
        return limits
    }

    /// Rounded down, so that no unit more is used than there is.
    private func limit(_ amount: Double, _ resource: Resource) -> BudgetLimit {
        let units = Int64((amount * resource.units).rounded(.down))
        return BudgetLimit(amount: units, horizon: .seconds(budgetHorizon), ahead: budgetAhead)
    }
}
