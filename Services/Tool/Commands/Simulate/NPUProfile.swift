import Domain
import NPU
import NPUFiles
import Simulation

/// What an emulated NPU needs for a model's stages: modeled, not measured.
struct NPUProfile {
    let profile: ExecutionProfile
    let transfers: ActivationTransfers

    /// Takes the bounds from the batching engine's table, by the rule of ``StageTimes``; ``transfers`` says how much of a
    /// bound is due when fewer activations are moved.
    init(_ file: DeviceFile, _ network: NetworkShape, of model: ModelID, rule: MappingRule, maxBatch: Int) {
        let device = file.device
        let table = MappingTable(network, on: device, rule, maxBatch: maxBatch)
        let times = file.times(table)
        transfers = ActivationTransfers(
            load: times.stages.map(times.load(stage:)),
            store: times.stages.map(times.store(stage:))
        )
        let bounds = times.stages.map { stage in times.batches.map { times.bound(stage: stage, batch: $0) } }
        let provenance = ExecutionProfile.Provenance(
            device: "npu \(device.name) \(rule)",
            precision: file.arithmetic.rawValue,
            quantile: 1,
            margin: 1,
            samples: 0
        )
        profile = ExecutionProfile(model: model, bounds: bounds, provenance: provenance)
    }
}
