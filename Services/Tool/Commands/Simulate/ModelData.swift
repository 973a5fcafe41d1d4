import Domain
import Foundation
import Inference
import Simulation

/// Reads models and their records from the repository, without the networks.
struct ModelData {
    /// The file of the records, beside model.json.
    static let recordsName = "exits.bin"

    let repository: String
    let networks: NPULibrary

    /// A model by `NAME` (its highest version) or `NAME/VERSION`, or a network without weights by `NAME`.
    func model(_ text: String) throws -> SimulatedModel {
        if let file = try networks.networkFile(text) { return NetworkModel.model(file) }
        let parts = text.split(separator: "/").map(String.init)
        let manifests: [ModelManifest]
        do {
            manifests = try ModelRepository(root: repository).manifests()
        } catch {
            throw ToolFailure.badData("\(error)")
        }
        guard
            let manifest = manifests.last(where: {
                $0.name == parts.first && (parts.count < 2 || $0.version == parts[1])
            })
        else {
            let known = manifests.map { "\($0.name)/\($0.version)" }.joined(separator: ", ")
            throw ToolFailure.badData("'\(text)' is no model of \(repository) (\(known))")
        }
        let path = "\(repository)/\(manifest.name)/\(manifest.version)/\(Self.recordsName)"
        let records: ExitRecords
        do {
            records = try ExitRecords(bytes: try Files.bytes(of: path))
        } catch let failure as ExitRecords.Failure {
            throw ToolFailure.badData("\(path): \(failure); write it with `rubato model record \(text)`")
        }
        guard records.exitCount == manifest.exits.count else {
            throw ToolFailure.badData("\(path) is of another model: it has \(records.exitCount) exits")
        }
        return SimulatedModel(served: served(manifest), records: records)
    }

    /// As a worker would say of it, but for the profile: one nanosecond everywhere.
    private func served(_ manifest: ModelManifest) -> ServedModel {
        let id = ModelID(name: manifest.name, version: manifest.version)
        let provenance = ExecutionProfile.Provenance(device: "", precision: "", quantile: 1, margin: 1, samples: 0)
        return ServedModel(
            id: id,
            inputName: manifest.input.name,
            inputShape: manifest.input.shape,
            classes: manifest.classes,
            exits: manifest.exits.map {
                ServedModel.Exit(
                    name: $0.name,
                    accuracy: $0.accuracy ?? 0,
                    meanConfidence: $0.meanConfidence ?? 0,
                    mflop: $0.mflop ?? 0
                )
            },
            mandatoryExit: manifest.mandatoryExit,
            defaultThreshold: Float(manifest.defaultThreshold),
            defaultDeadline: .nanoseconds(Int64(manifest.defaultDeadlineMilliseconds * 1e6)),
            profile: ExecutionProfile(
                model: id,
                bounds: manifest.exits.map { _ in [.nanoseconds(1)] },
                provenance: provenance
            )
        )
    }
}
