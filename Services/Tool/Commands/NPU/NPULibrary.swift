import Foundation
import Inference
import NPU
import NPUFiles

/// Finds devices and networks: files by path, or by name what lies in `deploy/npu` and `deploy/models`.
struct NPULibrary {
    private let models: String
    private let folder: String

    /// Takes the model repository, by default the checkout's; `deploy/npu` lies beside it.
    init(models: String? = nil) throws {
        let root = try Executables.repository(models)
        self.models = root
        folder = URL(fileURLWithPath: root).deletingLastPathComponent().appendingPathComponent("npu").path
    }

    /// A device by `NAME` or by the path of its file.
    func device(_ text: String) throws -> DeviceFile {
        let path = text.hasSuffix(".yaml") ? text : "\(folder)/\(text).yaml"
        return try Self.reading { try DeviceFile(path: path) }
    }

    /// A network without weights, by `NAME` or by the path of its file; `nil` if that is the name of no such network.
    func networkFile(_ text: String) throws -> NetworkFile? {
        if text.hasSuffix(".yaml") { return try Self.reading { try NetworkFile(path: text) } }
        let path = "\(folder)/networks/\(text).yaml"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return try Self.reading { try NetworkFile(path: path) }
    }

    /// A network without weights, or the layers of a real model as `rubato model inspect` takes it.
    func network(_ text: String) throws -> NetworkShape {
        if let file = try networkFile(text) { return file.network }
        let model: StagedModel
        do {
            model = try ModelFinder(repository: models).find(text)
        } catch let failure as ToolFailure {
            throw ToolFailure.badData("\(failure); networks without weights: \(names.joined(separator: ", "))")
        }
        return try Self.reading { try NetworkShape(model) }
    }

    private var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/networks")) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }

    private static func reading<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as ModelError {
            throw ToolFailure.badData("\(error)")
        }
    }
}
