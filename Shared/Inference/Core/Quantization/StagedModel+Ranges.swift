import Glibc

extension StagedModel {
    /// The ranges of activations beside the network's file.
    ///
    /// - Returns: Those of this very network.
    /// - Throws: ``ModelError/noRanges(model:reason:)`` if there are none, else what is wrong with them.
    package func ranges() throws(ModelError) -> ActivationRanges {
        guard let folder else {
            throw .noRanges(model: manifest.name, reason: "it is no model of a repository")
        }
        let path = "\(folder)/\(ActivationRanges.fileName)"
        guard access(path, F_OK) == 0 else {
            throw .noRanges(model: manifest.name, reason: "\(path) is missing; 'rubato model calibrate' writes it")
        }
        let file = try FileBytes(path: path, byteLimit: ActivationRanges.fileByteLimit)
        let ranges = try ModelRepository.decode(ActivationRanges.self, file, path: path)
        let network = try FileBytes(path: "\(folder)/model.onnx", byteLimit: Self.fileByteLimit)
        try ranges.check(against: self, source: HeadSet.fingerprint(network.data), path: path)
        return ranges
    }
}
