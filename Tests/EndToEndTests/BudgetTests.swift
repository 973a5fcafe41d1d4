import Foundation
import Testing

extension EndToEnd {
    /// Jobs that are paid from budgets, by an admission controller that is killed while it debits.
    @Suite("Budgets")
    struct BudgetTests {
        private struct Account: Decodable {
            let owner: String
            let resource: String
            let limit: Double
            let spent: Double
            let held: Double
            let unbacked: Double
        }

        private static let joules = 1.0
        private static let dollars = 5e-4
        private static let seconds = 600.0

        private static func accounts(_ options: [String]) async throws -> [Account] {
            let end = try await Command.run(Binaries.path("rubato"), ["budget", "show", "--format", "json"] + options)
            guard end.status == 0 else { throw Missing("rubato budget ended with \(end.status): \(end.error)") }
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode([Account].self, from: Data(end.output.utf8))
        }

        private static func load(_ cluster: TestCluster, seconds: Int, meanwhile act: () async throws -> Void)
            async throws
            -> LoadResult
        {
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let options = ["--rate", "100", "--duration", "\(seconds)", "--deadline", "500"]
            let load = try LoadResult.start(cluster.url, options, report: report)
            try await act()
            return try await LoadResult.finish(load, report: report)
        }

        @Test("the ladder is climbed down step by step, and no account is overspent though admission is killed twice")
        func ladder() async throws {
            let store = NSTemporaryDirectory() + "budgets-\(UUID().uuidString).sqlite"
            defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + end) } }
            let cluster = try await TestCluster([
                "--workers", "cpu", "--cloud", "--cloud-wan-rtt", "10ms", "--budget-store", store,
                "--budget-energy", "\(Self.joules)", "--budget-money", "\(Self.dollars)",
                "--budget-horizon", "\(Self.seconds)",
            ])
            let calm = try await Self.load(cluster, seconds: 5) {}
            #expect(calm.isBalanced && calm.lost == 0, "\(calm)")
            for step in ["shallower_exit", "cloud", "refused"] { #expect(calm.ladder[step] ?? 0 > 0, "\(calm.ladder)") }
            #expect(calm.refusal_reasons["budget_exhausted"] ?? 0 > 0, "\(calm.refusal_reasons)")
            #expect(Set(calm.budgets_exhausted.keys).isSubset(of: ["cluster/energy", "cluster/money"]))

            let killed = try await Self.load(cluster, seconds: 8) {
                for _ in 0..<2 {
                    try await Task.sleep(for: .seconds(2))
                    let pid = try await cluster.kill("admission")
                    try await cluster.waitForReturn(of: "admission", after: pid)
                    try await Self.check(try await Self.accounts(["--store", store]))
                }
            }
            #expect(killed.isBalanced && killed.lost == 0, "\(killed)")
            let port = try #require(cluster.ports["admission"])
            try await Self.check(try await Self.accounts(["--url", "http://127.0.0.1:\(port)"]))
            #expect(try await cluster.count("admission", "rubato_admission_budget_limit{") > Self.joules)
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")

            let accounts = try await Self.accounts(["--store", store])
            try await Self.check(accounts)
            let energy = try #require(accounts.first { $0.resource == "energy" })
            let money = try #require(accounts.first { $0.resource == "money" })
            // What answers say is never more than the accounts know, but for what a dead controller could not be told.
            #expect(calm.modeled_joules + killed.modeled_joules <= 1.1 * (energy.spent + energy.unbacked))
            #expect(calm.cost_usd + killed.cost_usd <= 1.1 * (money.spent + money.unbacked))
            #expect(energy.held == 0 && money.held == 0, "an orderly stop gives back what was set aside")
        }

        private static func check(_ accounts: [Account]) async throws {
            #expect(accounts.count == 2)
            for account in accounts {
                #expect(account.spent + account.held <= account.limit, "\(account)")
                #expect(account.spent + account.held > 0, "\(account)")
            }
        }

        @Test(
            "budgets that make no sense are refused in words",
            arguments: [
                ("--budget-energy=-1", "--budget-energy must be 0"), ("--budget-money=nan", "--budget-money must be 0"),
                ("--budget-horizon=0", "--budget-horizon must be"), ("--ladder=stairs", "--ladder names steps"),
            ]
        )
        func nonsense(option: String, words: String) async throws {
            let end = try await Command.run(Binaries.path("rubato"), ["up", option])
            #expect(end.status == 64)
            #expect(end.error.contains(words), "\(end.error)")
        }

        @Test(
            "so are those of the service",
            arguments: [
                ("--budget-energy=5", "need --budget-store"), ("--tenant-energy=a=-1", "is no amount of 0 to"),
                ("--tenant-money=a", "must be name=value"), ("--ladder=exit+exit", "names exit twice"),
                ("--tenant-ladders=a=cloud,a=exit", "is named twice"),
            ]
        )
        func nonsenseOfService(option: String, words: String) async throws {
            let end = try await Command.run(Binaries.path("rubato-admission"), [option])
            #expect(end.status == 64, "\(end.error)")
            #expect(end.error.contains(words), "\(end.error)")
        }

        @Test("a tenant without an account, and a file that is not there, are told in words")
        func unknown() async throws {
            let store = NSTemporaryDirectory() + "budgets-\(UUID().uuidString).sqlite"
            defer { try? FileManager.default.removeItem(atPath: store) }
            let tool = try Binaries.path("rubato")
            let missing = try await Command.run(tool, ["budget", "show", "--store", store])
            #expect(missing.status != 0 && missing.error.contains("there is no file"))
            let set = try await Command.run(tool, ["budget", "set", "--store", store, "--energy", "5"])
            #expect(set.status == 0, "\(set.error)")
            let nobody = try await Command.run(tool, ["budget", "show", "--store", store, "--tenant", "nobody"])
            #expect(nobody.status != 0 && nobody.error.contains("the tenant 'nobody' has no account"))
        }
    }
}
