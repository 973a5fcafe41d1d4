import Dispatch
import Foundation
import NPU
import NPUFiles

/// Prints how fast the analytic model of the NPU is: layer evaluations on one core, and designs tried on all cores.
func runNPUBenchmark() throws {
    let device = try DeviceFile(path: "deploy/npu/zcu104.yaml").device
    let networks = try ["resnet50", "inception3", "mobilenet2"].map {
        try NetworkFile(path: "deploy/npu/networks/\($0).yaml").network
    }
    print("layer evaluations per second on one core, every layer in every mapping; median of 5 rounds")
    for network in networks {
        let rates = (0..<5).map { _ in layerRate(network, on: device) }
        print("  \(network.name): \(Int(InferenceTiming.median(rates)))")
    }
    let limits = DesignSpace.Limits(multipliers: 1_024, onChipBytes: 1_664 * 1_024)
    let designs = Array(DesignSpace(base: device, limits: limits, isFine: true).devices.prefix(1_000))
    let began = PolicyFixture.nanoseconds()
    DispatchQueue.concurrentPerform(iterations: designs.count) { number in
        _ = DesignPoint(designs[number], networks: [networks[0]], batches: [1, 4, 8])
    }
    let seconds = Double(PolicyFixture.nanoseconds() - began) / 1e9
    print("\(designs.count) designs × \(networks[0].name) × batches 1, 4, 8: \(String(format: "%.2f", seconds)) s")
}

/// Goes through batches 1, 4 and 16.
private func layerRate(_ network: NetworkShape, on device: Device) -> Double {
    let model = CycleModel(device)
    var count = 0
    var cycles = 0
    let began = PolicyFixture.nanoseconds()
    for batch in [1, 4, 16] {
        for layer in network.layers {
            for mapping in MappingRule.free.candidates(batch: batch) {
                cycles += model.cost(of: layer, mapping)?.cycles ?? 0
                count += 1
            }
        }
    }
    let seconds = Double(PolicyFixture.nanoseconds() - began) / 1e9
    precondition(cycles > 0, "some layer takes time")
    return Double(count) / seconds
}
