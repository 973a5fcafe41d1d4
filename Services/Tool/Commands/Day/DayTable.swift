import Approximation
import Days
import Foundation
import ToolPolicy

/// A day's figures in words and numbers.
struct DayTable {
    private static let header = [
        "rule", "energy budget, Wh", "loads counted", "accuracy, %", "dropped, %", "energy, J", "money, m$",
        "on server, %", "on device, %", "shared, %", "specialized, %", "loads",
    ]

    private let study: DayStudy

    init(_ study: DayStudy) { self.study = study }

    var plain: String { "\(study.day.title)\n\n\(table.plain)" }

    var markdown: String { table.markdown }

    private var table: TextTable {
        var table = TextTable(header: Self.header)
        for row in study.rows {
            func share(_ value: (DayTally) -> Int) -> String {
                Self.text(row.figure { 100 * Double(value($0)) / Double(max(1, $0.all.offered)) }.mean, 1)
            }
            table.append([
                row.rule.rawValue, Self.budget(row.wattHours), row.loadsEveryChange ? "every change" : "as published",
                "\(Self.text(row.accuracy.mean, 2)) ± \(Self.text(row.accuracy.error, 2))", share { $0.all.dropped },
                Self.text(row.figure { $0.spent.joules }.mean, 0),
                Self.text(row.figure { $0.spent.dollars * 1e3 }.mean, 1),
                share { $0.onServer }, share { $0.onDevice }, share { $0.shared }, share { $0.specialized },
                Self.text(row.figure { Double($0.loads) }.mean, 0),
            ])
        }
        return table
    }

    /// As many digits as it has, three at most.
    static func budget(_ wattHours: Double) -> String { String(format: "%g", (wattHours * 1e3).rounded() / 1e3) }

    static func text(_ number: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", number) }
}
