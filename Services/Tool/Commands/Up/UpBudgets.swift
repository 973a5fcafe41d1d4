import ArgumentParser
import Foundation

/// What the cluster's jobs may cost.
struct UpBudgets: ParsableArguments {
    @Option(help: ArgumentHelp("Energy of all jobs at the edge in a horizon.", valueName: "J"))
    var budgetEnergy: Double?

    @Option(help: ArgumentHelp("Money for the cloud tier in a horizon.", valueName: "$"))
    var budgetMoney: Double?

    @Option(
        help: ArgumentHelp(
            "Memory of each worker for models and variants; without it all are loaded.",
            valueName: "bytes"
        )
    )
    var budgetMemory: Int?

    @Option(help: ArgumentHelp("How long budgets must last, a day unless said.", valueName: "seconds"))
    var budgetHorizon: Double?

    @Option(
        help: ArgumentHelp(
            "The file of accounts, kept between clusters; without it they last as long as this cluster.",
            valueName: "file"
        )
    )
    var budgetStore: String?

    @Option(
        help: ArgumentHelp(
            "What is tried, in this order, where a job cannot have what it asks for: exit, variant, cloud or none.",
            valueName: "exit+variant+cloud"
        )
    )
    var ladder: String?

    func validate() throws {
        for (name, amount, most) in [("energy", budgetEnergy, 9e9), ("money", budgetMoney, 9e6)] {
            guard let amount, !(0...most).contains(amount) else { continue }
            throw ValidationError("--budget-\(name) must be 0…\(most)")
        }
        guard budgetMemory ?? 1 > 0 else { throw ValidationError("--budget-memory must be positive") }
        if let budgetHorizon, !(0.001...3_155_760_000).contains(budgetHorizon) {
            throw ValidationError("--budget-horizon must be 0.001 s to 100 years")
        }
        let steps = (ladder ?? "exit").split(separator: "+", omittingEmptySubsequences: false)
        guard ladder == "none" || steps.allSatisfy({ ["exit", "variant", "cloud"].contains($0) }) else {
            throw ValidationError("--ladder names steps of exit, variant and cloud, as exit+variant+cloud, or none")
        }
    }

    /// A file for accounts that end with the cluster; `nil` if none are wanted, or they are kept elsewhere.
    var passingStore: String? {
        guard budgetStore == nil, budgetEnergy != nil || budgetMoney != nil else { return nil }
        return NSTemporaryDirectory() + "rubato-budgets-\(getpid()).sqlite"
    }

    /// For admission.
    func flags(passingStore: String?) -> [String] {
        func flag(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }
        return flag("--budget-energy", budgetEnergy.map { "\($0)" })
            + flag("--budget-money", budgetMoney.map { "\($0)" })
            + flag("--budget-horizon", budgetHorizon.map { "\($0)" })
            + flag("--budget-store", budgetStore ?? passingStore) + flag("--ladder", ladder)
    }

    static func remove(_ store: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
    }
}
