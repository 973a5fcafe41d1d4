import Foundation
import NPU

/// A report of one batch size as JSON; times are cycles, energies joules for the batch.
struct NPUReportRecord: Encodable {
    struct Way: Encodable {
        let way: String
        let mapping: String
        let cycles: Int
        let utilization: Double
        let joules: Double
    }

    struct Layer: Encodable {
        let name: String
        let times: Int
        let groups: Int
        let rows: Int
        let inner: Int
        let columns: Int
        let gain: Double
        let ways: [Way]
    }

    struct Total: Encodable {
        let way: String
        let cycles: Int
        let milliseconds: Double
        let utilization: Double
        let joules: Double
        /// The geometric mean over layers of how many times as fast the freest way is as this one.
        let gain: Double
    }

    let network: String
    let device: String
    let batch: Int
    let layers: [Layer]
    let totals: [Total]
    let vectorCycles: Int
    let gainOverBestFixed: Double

    init(_ report: UtilizationReport, of network: NetworkShape) {
        self.network = network.name
        let device = report.device
        self.device = device.name
        batch = report.batch
        vectorCycles = report.vectorCycles
        gainOverBestFixed = report.meanGain
        layers = report.rows.map { row in
            Layer(
                name: row.name,
                times: row.times,
                groups: row.shape.groups,
                rows: row.shape.rows,
                inner: row.shape.inner,
                columns: row.shape.columns,
                gain: report.gain(of: row),
                ways: zip(report.ways, row.entries).map { way, entry in
                    Way(
                        way: way.name,
                        mapping: "\(entry.mapping)",
                        cycles: entry.cost.cycles,
                        utilization: entry.cost.utilization(on: device),
                        joules: entry.cost.joules(on: device)
                    )
                }
            )
        }
        totals = report.ways.indices.map { way in
            let cost = report.totals[way]
            return Total(
                way: report.ways[way].name,
                cycles: cost.cycles,
                milliseconds: device.seconds(cost.cycles) * 1e3,
                utilization: cost.utilization(on: device),
                joules: cost.joules(on: device),
                gain: report.meanGain(over: way)
            )
        }
    }

    private enum CodingKeys: String, CodingKey {
        case network, device, batch, layers, totals
        case vectorCycles = "vector_cycles"
        case gainOverBestFixed = "gain_over_best_fixed"
    }

    static func json(_ reports: [UtilizationReport], of network: NetworkShape) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(reports.map { Self($0, of: network) }), as: UTF8.self)
    }
}
