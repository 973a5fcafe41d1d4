import Foundation
import NPU
import NPUFiles
import Testing

@Suite("Ways of batching on real networks")
struct UtilizationTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path()

    private static func report(_ network: String, _ device: String, _ batch: Int) throws -> UtilizationReport {
        let file = try DeviceFile(path: "\(root)/deploy/npu/\(device).yaml")
        return UtilizationReport(try NetworkFileTests.shipped(network).network, on: file.device, batch: batch)
    }

    @Test(
        "fluid batching with stacking is never slower than the best fixed mapping, on any layer and batch",
        arguments: ["resnet50", "inception3", "mobilenet2"],
        ["zcu104", "micro"]
    )
    func fluidIsNeverSlower(network: String, device: String) throws {
        for batch in 1...16 {
            let report = try Self.report(network, device, batch)
            for row in report.rows {
                #expect(report.gain(of: row) >= 1, "\(row.name) at \(batch)")
                let free = row.entries[report.freest].cost.cycles
                for (way, entry) in zip(report.ways, row.entries) {
                    #expect(free <= entry.cost.cycles, "\(row.name) at \(batch), \(way.name)")
                }
            }
            #expect(report.meanGain >= 1)
            #expect(report.meanGain(over: 0) >= report.meanGain)
        }
    }

    @Test("a report counts every layer once, as the table of the engine does")
    func reportIsTheTables() throws {
        let report = try Self.report("resnet50", "zcu104", 4)
        let network = try NetworkFileTests.shipped("resnet50").network
        let table = MappingTable(network, on: report.device, .free, maxBatch: 4)
        #expect(report.totals[report.freest] == table.cost(batch: 4))
        #expect(CycleModel(report.device).cost(of: network, batch: 4) == table.cost(batch: 4))
        #expect(report.totals.allSatisfy { $0.macs == 4 * network.macs })
    }

    @Test("a device that does not stack has half the ways")
    func stiffDeviceHasFewerWays() throws {
        let device = try Devices.small()
        var stiff = device
        stiff.isStackable = false
        #expect(BatchingWay.all(on: device).count == 8)
        #expect(BatchingWay.all(on: stiff).map(\.name) == ["R", "P packed", "P padded", "fluid"])
    }
}
