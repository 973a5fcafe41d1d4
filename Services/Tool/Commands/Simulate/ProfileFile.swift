import Domain
import Foundation

/// A file of deploy/profiles: what one device needs for the stages of some models.
struct ProfileFile: Decodable {
    struct Table: Decodable {
        /// Batch sizes that were measured, ascending from 1; those between are interpolated.
        let batches: [Int]
        /// Microseconds by stage, then as ``batches``.
        let boundMicroseconds: [[Double]]

        private enum CodingKeys: String, CodingKey {
            case batches
            case boundMicroseconds = "bound_us"
        }
    }

    let device: String
    /// `measured`, `published` or `synthetic`, and where from.
    let kind: String
    let source: String
    let precision: String
    let quantile: Double
    let margin: Double
    let samples: Int
    /// By `name/version`.
    let models: [String: Table]

    /// Reads a file by its name in the folder, or by a path, which counts from the scenario if there is a file.
    static func read(_ text: String, folder: String, scenario: String) throws -> ProfileFile {
        let beside = "\(scenario)/\(text)"
        let isBeside = !text.hasPrefix("/") && FileManager.default.fileExists(atPath: beside)
        let path = !text.hasSuffix(".json") ? "\(folder)/\(text).json" : isBeside ? beside : text
        let bytes = try Files.bytes(of: path)
        do {
            let file = try JSONDecoder().decode(ProfileFile.self, from: Data(bytes))
            try file.check(path)
            return file
        } catch let error as DecodingError {
            throw ToolFailure.badData("\(path): \(error)")
        }
    }

    private func check(_ path: String) throws {
        guard ["measured", "published", "synthetic"].contains(kind) else {
            throw ToolFailure.badData("\(path): kind is measured, published or synthetic, not '\(kind)'")
        }
        for (model, table) in models {
            let ascends = zip(table.batches, table.batches.dropFirst()).allSatisfy { $0 < $1 }
            let isWhole = table.boundMicroseconds.allSatisfy { row in
                row.count == table.batches.count && row.allSatisfy { $0 > 0 && $0.isFinite }
            }
            guard table.batches.first == 1, ascends, isWhole, !table.boundMicroseconds.isEmpty else {
                throw ToolFailure.badData(
                    "\(path): \(model): batches ascend from 1, every stage has as many bounds above 0"
                )
            }
        }
    }

    /// The profile of that model, `nil` if the device has none for it.
    func profile(of model: ModelID, stages: Int) throws -> ExecutionProfile? {
        guard let table = models["\(model)"] else { return nil }
        guard table.boundMicroseconds.count == stages else {
            throw ToolFailure.badData(
                "the profile of \(model) on \(device) has \(table.boundMicroseconds.count) stages"
            )
        }
        return ExecutionProfile(
            model: model,
            bounds: table.boundMicroseconds.map { row in
                Self.filled(row, at: table.batches).map { .nanoseconds(Int64($0 * 1_000)) }
            },
            provenance: .init(
                device: device,
                precision: precision,
                quantile: quantile,
                margin: margin,
                samples: samples
            )
        )
    }

    /// Every batch size up to the largest, on straight lines between those measured.
    private static func filled(_ row: [Double], at batches: [Int]) -> [Double] {
        (1...(batches.last ?? 1)).map { size in
            guard let upper = batches.firstIndex(where: { $0 >= size }), batches[upper] != size else {
                return row[batches.firstIndex(of: size) ?? row.count - 1]
            }
            let (low, high) = (batches[upper - 1], batches[upper])
            let share = Double(size - low) / Double(high - low)
            return row[upper - 1] + (row[upper] - row[upper - 1]) * share
        }
    }
}
