import Approximation
import ArgumentParser
import BudgetStore
import Kernel

/// Opens accounts or changes their limits; what was used stays used.
struct BudgetSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Limit energy, money or memory.",
        discussion: """
            A debit is charged to its tenant's account and to the cluster's. Energy and money are there anew after each \
            horizon, and are spread over it evenly: no more than the share `--ahead` may be used early, so that at \
            the usual 0.02 they last for at least 98 % of it. Memory is limited at every instant.
            """
    )

    @OptionGroup var file: BudgetFile
    @OptionGroup var owner: BudgetOwnerOption

    @Option(help: ArgumentHelp("Joules in a horizon.", valueName: "J"))
    var energy: Double?

    @Option(help: ArgumentHelp("Dollars in a horizon.", valueName: "$"))
    var money: Double?

    @Option(help: ArgumentHelp("Bytes at a time.", valueName: "bytes"))
    var memory: Int64?

    @Option(help: ArgumentHelp("Hours in which energy and money must last.", valueName: "hours"))
    var horizon = 24.0

    @Option(help: ArgumentHelp("The share that may be used ahead of an even pace, 0 to 1.", valueName: "share"))
    var ahead = 0.02

    func validate() throws {
        guard energy != nil || money != nil || memory != nil else {
            throw ValidationError("give --energy, --money or --memory")
        }
        for (name, amount) in [("energy", energy), ("money", money), ("memory", memory.map { Double($0) })] {
            guard let amount else { continue }
            guard amount >= 0, amount.isFinite else { throw ValidationError("--\(name) must not be negative") }
        }
        guard energy ?? 0 <= 9e9, money ?? 0 <= 9e6 else {
            throw ValidationError("at most 9e9 J and 9e6 $ can be counted")
        }
        guard horizon > 0, horizon <= 24 * 36_525 else {
            throw ValidationError("--horizon is above 0 and at most 100 years")
        }
        guard (0...1).contains(ahead) else { throw ValidationError("--ahead lies between 0 and 1") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let store = try file.open(makes: true)
            let now = UnixTime().now
            for (resource, amount) in amounts {
                let limit = BudgetLimit(amount: amount, horizon: .seconds(horizon * 3_600), ahead: ahead)
                try BudgetFile.reporting { () throws(BudgetStoreError) in
                    try store.setLimit(limit, of: AccountID(owner.owner, resource), at: now)
                }
            }
        }
    }

    private var amounts: [(Resource, Int64)] {
        let consumed = [(Resource.energy, energy), (.money, money)].compactMap { resource, amount in
            amount.map { (resource, BudgetAmounts.units($0, of: resource)) }
        }
        return consumed + (memory.map { [(.memory, $0)] } ?? [])
    }
}
