import Approximation
import Days
import Foundation

/// One run of a day as JSON; shares lie between 0 and 1.
struct DayRecord: Encodable {
    struct Part: Encodable {
        let name: String
        let offered: Int
        let dropped: Int
        let accuracy: Double
    }

    let day: String
    let rule: String
    let energyBudgetWh: Double
    let loadsEveryChange: Bool
    let seed: Int
    let offered: Int
    let dropped: Int
    let accuracy: Double
    let joules: Double
    let dollars: Double
    let onServer: Int
    let onDevice: Int
    let shared: Int
    let specialized: Int
    let loads: Int
    let applications: [Part]
    let accuracyOverDay: [Double]

    init(_ study: DayStudy, _ row: DayStudy.Row, seed: Int, _ tally: DayTally) {
        day = study.day.name
        rule = row.rule.rawValue
        energyBudgetWh = row.wattHours
        loadsEveryChange = row.loadsEveryChange
        self.seed = seed
        offered = tally.all.offered
        dropped = tally.all.dropped
        accuracy = tally.all.accuracy
        joules = tally.spent.joules
        dollars = tally.spent.dollars
        onServer = tally.onServer
        onDevice = tally.onDevice
        shared = tally.shared
        specialized = tally.specialized
        loads = tally.loads
        applications = zip(study.day.scenario.applications, tally.byApplication).map { owner, part in
            Part(name: owner.name, offered: part.offered, dropped: part.dropped, accuracy: part.accuracy)
        }
        accuracyOverDay = tally.byTime.map(\.accuracy)
    }

    static func json(_ studies: [DayStudy], firstSeed: Int) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let records = studies.flatMap { study in
            study.rows.flatMap { row in
                row.tallies.enumerated().map { DayRecord(study, row, seed: firstSeed + $0.offset, $0.element) }
            }
        }
        return try encoder.encode(records)
    }
}
