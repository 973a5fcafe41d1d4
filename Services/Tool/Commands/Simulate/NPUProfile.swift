import Domain
import NPU
import NPUFiles
import Simulation

/// What an emulated NPU needs for a model's stages: modeled, not measured.
struct NPUProfile {
    let profile: ExecutionProfile
    let transfers: ActivationTransfers

    /// Takes the bounds from the batching engine's table.
    ///
    /// The bound of a stage holds its layers, what the host spends to start it, and, after the first stage, loading and saving
    /// the whole batch's activations; ``transfers`` says how much of the last is due when fewer are moved.
    init(_ file: DeviceFile, _ network: NetworkShape, of model: ModelID, rule: MappingRule, maxBatch: Int) {
        let device = file.device
        let table = MappingTable(network, on: device, rule, maxBatch: maxBatch)
        // Of the stage before, since a stage's words are those that it leaves.
        let words = [0] + network.stages.dropLast().map(\.carriedWords)
        let load = words.map { device.seconds(device.readCycles($0 * device.wordBytes)) }
        let store = words.map { device.seconds(device.writeCycles($0 * device.wordBytes)) }
        transfers = ActivationTransfers(load: load.map(Self.duration), store: store.map(Self.duration))
        let bounds = network.stages.indices.map { stage in
            (1...maxBatch).map { batch in
                let moved = Self.duration(load[stage]) + Self.duration(store[stage])
                return Self.duration(file.seconds(stage: stage, batch: batch, by: table)) + moved * batch
            }
        }
        let provenance = ExecutionProfile.Provenance(
            device: "npu \(device.name) \(rule)",
            precision: file.arithmetic.rawValue,
            quantile: 1,
            margin: 1,
            samples: 0
        )
        profile = ExecutionProfile(model: model, bounds: bounds, provenance: provenance)
    }

    private static func duration(_ seconds: Double) -> Duration { .nanoseconds(Int64((seconds * 1e9).rounded(.up))) }
}
