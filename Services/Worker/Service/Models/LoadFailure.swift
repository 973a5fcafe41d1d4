/// Why a worker has nothing to serve; each needs other flags.
package enum LoadFailure: Error, Equatable, CustomStringConvertible {
    case noModel(folder: String)
    case noSuchModel(String, folder: String)
    case tooMany(Int)
    case unknownDevice(String)
    /// Its files are others than at the start.
    case changed(String)
    case tooLittleMemory(model: String, byteCount: Int, limit: Int)

    package var description: String {
        switch self {
        case .noModel(let folder): "no model in \(folder): expected NAME/VERSION/model.json with model.onnx beside it"
        case .noSuchModel(let name, let folder): "no model '\(name)' in \(folder)"
        case .unknownDevice(let text): "'\(text)' is neither cpu nor npu:FILE"
        case .changed(let model): "the files of \(model) have changed since the start"
        case .tooLittleMemory(let model, let count, let limit):
            "\(model) takes \(count) bytes, more than the \(limit) of --model-memory"
        case .tooMany(let count): "\(count) models, a worker serves at most \(ModelLoader.modelLimit)"
        }
    }
}
