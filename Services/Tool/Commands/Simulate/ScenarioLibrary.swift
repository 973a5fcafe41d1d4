import Foundation
import Simulation

/// Where scenarios find models, records and profiles.
struct ScenarioLibrary {
    private let models: String
    private let profiles: String

    /// Takes the model repository (by default the checkout's) and the folder of profiles (by default beside it).
    init(models: String?, profiles: String?) throws {
        let root = try Executables.repository(models)
        self.models = root
        let beside = URL(fileURLWithPath: root).deletingLastPathComponent().appendingPathComponent("profiles").path
        self.profiles = profiles ?? beside
    }

    func scenario(_ file: ScenarioFile, folder: String) throws -> Scenario {
        let devices = try NPULibrary(models: models)
        let data = ModelData(repository: models, networks: devices)
        return try ScenarioReader(data: data, devices: devices, profiles: profiles, folder: folder).read(file)
    }
}
