import Glibc
package import Heads

extension ModelRepository {
    /// The file beside `model.onnx` that heads for a stream's dominating classes are trained from.
    package static let featureFile = "features.bin"

    /// Whether heads can be trained for a model, so that those who run it need its features.
    package func hasFeatures(_ model: StagedModel) -> Bool { access(featurePath(of: model), F_OK) == 0 }

    /// The stored features beside a model.
    ///
    /// - Parameter model: Loaded from this repository.
    /// - Returns: `nil` where there is no such file.
    /// - Throws: ``ModelError`` if it cannot be read or does not belong to the network.
    package func features(of model: StagedModel) throws(ModelError) -> StoredFeatures? {
        let path = featurePath(of: model)
        guard hasFeatures(model) else { return nil }
        let file = try FileBytes(path: path, byteLimit: StoredFeatures.fileByteLimit)
        let features: StoredFeatures
        do throws(StoredFeatures.Malformed) {
            features = try StoredFeatures(bytes: file.data)
        } catch {
            throw .invalidManifest(path: path, field: "", reason: error.description)
        }
        let networkPath = "\(folder(of: model.manifest))/model.onnx"
        let network = try FileBytes(path: networkPath, byteLimit: StagedModel.fileByteLimit)
        let isOwn = HeadSet.fingerprint(network.data) == String(features.source, radix: 16)
        let isFit =
            features.exitCount == model.stages.count && features.classCount == model.manifest.classes.count
            && (0..<features.stageCount).allSatisfy {
                model.stages[$0].features?.elementCount == features.featureCount(of: $0)
            }
        guard isOwn, isFit else {
            throw .invalidManifest(path: path, field: "source", reason: "made for another network than the one there")
        }
        return features
    }

    private func featurePath(of model: StagedModel) -> String { "\(folder(of: model.manifest))/\(Self.featureFile)" }
}
