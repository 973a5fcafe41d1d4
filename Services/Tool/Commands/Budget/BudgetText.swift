package import BudgetStore
import Foundation
import ToolPolicy

/// Accounts as a table, and as metrics in Prometheus' text format.
package struct BudgetText {
    private let records: [BudgetRecord]

    package init(_ records: [BudgetRecord]) { self.records = records }

    package var table: String {
        var table = TextTable(
            header: ["owner", "resource", "limit", "spent", "held", "left", "per second", "anew in, h", "refusals"],
            alignments: [.left, .left]
        )
        for record in records {
            func amount(_ number: Double) -> String { "\(Self.short(number)) \(record.unit)" }
            table.append([
                record.tenant.map { "tenant \($0)" } ?? record.owner, record.resource, amount(record.limit),
                amount(record.spent), amount(record.held), amount(record.left),
                record.perSecond.map(amount) ?? "",
                record.renewsInSeconds.map { String(format: "%.1f", $0 / 3_600) } ?? "",
                "\(record.refusals)",
            ])
        }
        return table.plain
    }

    package var metrics: String {
        let families: [(name: String, type: String, help: String, value: (BudgetRecord) -> Double)] = [
            ("limit", "gauge", "What may be used in a horizon, or of memory at a time", \.limit),
            ("spent", "gauge", "What was used in the present horizon", \.spent),
            ("held", "gauge", "What is debited and not settled", \.held),
            ("refusals_total", "counter", "Debits that were not made", { Double($0.refusals) }),
            ("unbacked_total", "counter", "What was used beyond its debit", \.unbacked),
        ]
        return families.map { family in
            let name = "rubato_budget_\(family.name)"
            let head = [
                "# HELP \(name) \(family.help), by resource in joules, dollars or bytes.",
                "# TYPE \(name) \(family.type)",
            ]
            return (head + records.map { "\(name){\(Self.labels($0))} \(family.value($0))" }).joined(separator: "\n")
        }
        .joined(separator: "\n")
    }

    private static func labels(_ record: BudgetRecord) -> String {
        let tenant = (record.tenant ?? "").replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
        return "owner=\"\(record.owner)\",tenant=\"\(tenant)\",resource=\"\(record.resource)\""
    }

    private static func short(_ number: Double) -> String { String(format: "%.6g", number) }
}
