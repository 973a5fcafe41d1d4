import Domain
import NPU
import NPUFiles
import Simulation
import YAMLFiles

/// Reads a worker that is an emulated NPU: `npu` (a device of `deploy/npu`), and perhaps `mapping` and `max_batch`.
struct NPUWorkerReader {
    private static let usualBatch = 16

    let library: NPULibrary

    /// The worker with profiles for all models; its identifier is left open.
    func read(_ name: String, _ fields: YAMLFields, _ models: [SimulatedModel]) throws -> WorkerSpec {
        let file = try library.device(name)
        let rule = try rule(fields, file)
        let batch = try fields.whole("max_batch", in: 1...256) ?? Self.usualBatch
        var spec = WorkerSpec(id: WorkerID(""), profiles: [:])
        for model in models {
            let id = model.served.id
            let network = try library.network(id.version == NetworkModel.version ? id.name : "\(id)")
            let own = NPUProfile(file, network, of: id, rule: rule, maxBatch: batch)
            spec.profiles[id] = own.profile
            spec.transfers[id] = own.transfers
        }
        return spec
    }

    private func rule(_ fields: YAMLFields, _ file: DeviceFile) throws -> MappingRule {
        guard let text = try fields.text("mapping") else { return file.rule }
        guard let rule = MappingRule(text) else {
            throw fields.failure("mapping", "'\(text)' is none of \(MappingRule.names)")
        }
        guard !rule.stacks || file.device.isStackable else {
            throw fields.failure("mapping", "the elements of \(file.device.name) are not stackable")
        }
        return rule
    }
}
