import FoundationEssentials
import Logging

/// Keeps measured profiles between starts, one JSON file each.
///
/// A cache that cannot be read or written costs a measurement and a warning, never the start.
struct ProfileCache: Sendable {
    private let folder: String
    private let logger: Logger

    init(folder: String, logger: Logger) {
        self.folder = folder
        self.logger = logger
    }

    func read(_ key: ProfileKey) -> StageTable? {
        let path = path(key)
        guard let data = try? Data(contentsOf: path) else { return nil }
        do {
            return try JSONDecoder().decode(StageTable.self, from: data)
        } catch {
            logger.warning("cached profile is unusable", metadata: ["file": "\(path.path())", "reason": "\(error)"])
            return nil
        }
    }

    func write(_ table: StageTable, for key: ProfileKey) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try JSONEncoder().encode(table).write(to: path(key), options: .atomic)
        } catch {
            logger.warning("profile is not cached", metadata: ["folder": "\(folder)", "reason": "\(error)"])
        }
    }

    private func path(_ key: ProfileKey) -> URL {
        URL(filePath: folder).appending(path: key.fileName)
    }
}
