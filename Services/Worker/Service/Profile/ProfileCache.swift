import FoundationEssentials
import Logging

/// Keeps measured profiles between starts, one JSON file each.
///
/// A cache that cannot be read or written costs a measurement and a warning, never the start.
struct ProfileCache: Sendable {
    private struct Entry: Codable {
        /// ``ProfileKey/ground`` at the time.
        let ground: UInt64
        let table: StageTable
    }

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
            let entry = try JSONDecoder().decode(Entry.self, from: data)
            if entry.ground == key.ground { return entry.table }
            logger.info("cached profile is of other kernels", metadata: ["file": "\(path.path())"])
            return nil
        } catch {
            logger.warning("cached profile is unusable", metadata: ["file": "\(path.path())", "reason": "\(error)"])
            return nil
        }
    }

    func write(_ table: StageTable, for key: ProfileKey) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let entry = Entry(ground: key.ground, table: table)
            try JSONEncoder().encode(entry).write(to: path(key), options: .atomic)
        } catch {
            logger.warning("profile is not cached", metadata: ["folder": "\(folder)", "reason": "\(error)"])
        }
    }

    private func path(_ key: ProfileKey) -> URL {
        URL(filePath: folder).appending(path: key.fileName)
    }
}
