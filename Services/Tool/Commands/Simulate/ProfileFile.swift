import Domain
import Foundation

/// Finds and reads a file of deploy/profiles.
enum ProfileFile {
    /// Reads a file by its name in the folder, or by a path, which counts from the scenario if there is a file.
    static func read(_ text: String, folder: String, scenario: String) throws -> DeviceProfile {
        let beside = "\(scenario)/\(text)"
        let isBeside = !text.hasPrefix("/") && FileManager.default.fileExists(atPath: beside)
        let path = !text.hasSuffix(".json") ? "\(folder)/\(text).json" : isBeside ? beside : text
        let bytes = try Files.bytes(of: path)
        do {
            let profile = try JSONDecoder().decode(DeviceProfile.self, from: Data(bytes))
            if let fault = profile.fault { throw ToolFailure.badData("\(path): \(fault)") }
            return profile
        } catch let error as DecodingError {
            throw ToolFailure.badData("\(path): \(error)")
        }
    }
}
