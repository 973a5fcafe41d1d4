import Inference
import Kernel
import ModelCompiler
import NPU
import NPUFiles

/// Time and energy of variants on one modeled accelerator.
struct NPUFigures {
    static let batches = [1, 4, 16]

    let name: String
    let file: DeviceFile

    /// By the cycle model at full depth, with the host's launch of every stage.
    func figures(of model: StagedModel) throws -> CatalogEntry.DeviceFigures {
        let table = MappingTable(try NetworkShape(model), on: file.device, file.rule, maxBatch: Self.batches.max() ?? 1)
        let stages = StageTimes(table, launchMicroseconds: file.launchMicroseconds)
        let times = Self.batches.map { batch in
            let whole = stages.stages.reduce(Duration.zero) { $0 + stages.run(stage: $1, batch: batch) }
            return CatalogEntry.BatchTime(batch: batch, milliseconds: Calibration.rounded(whole.milliseconds, 4))
        }
        return CatalogEntry.DeviceFigures(
            device: "npu-\(name)",
            times: times,
            millijoules: Calibration.rounded(table.cost(batch: 1).joules(on: file.device) * 1e3, 5),
            energySource: "model"
        )
    }
}
