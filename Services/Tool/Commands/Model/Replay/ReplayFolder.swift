import Foundation
import Simulation

/// The folder beside a compiled catalog with what its variants, their specialists and a further task's heads said of every
/// test image.
struct ReplayFolder {
    /// What `replay.json` says of the files beside it.
    struct Contents: Codable, Equatable {
        /// Of the catalog's network, so that records are not taken for another one's.
        var source: String
        /// The names of the variants, as in the catalog.
        var variants: [String]
        /// The classes that a specialist knows.
        var dominant: [UInt8]
        /// The further task, as `rubato model heads --groups` takes it.
        var groups: String
        /// How it was made.
        var origin: String
    }

    /// Which answers of a variant.
    enum Kind: String, CaseIterable {
        /// Its own.
        case general
        /// A specialist's on its trunk: confidence 1 from the exit on at which it answers, 0 before.
        case special
        /// The further task's heads' on its trunk.
        case group
    }

    static let name = "replay"

    let path: String

    func contents() throws -> Contents {
        let file = "\(path)/replay.json"
        let bytes = try Files.bytes(of: file)
        do {
            return try JSONDecoder().decode(Contents.self, from: Data(bytes))
        } catch {
            throw ToolFailure.badData("\(file) is damaged; write it with `rubato model replay`")
        }
    }

    /// The class of every image.
    func labels() throws -> [UInt8] { try Files.bytes(of: "\(path)/labels.bin") }

    func records(_ variant: String, _ kind: Kind) throws -> ExitRecords {
        let file = file(variant, kind)
        do {
            return try ExitRecords(bytes: try Files.bytes(of: file))
        } catch let failure as ExitRecords.Failure {
            throw ToolFailure.badData("\(file): \(failure); write it with `rubato model replay`")
        }
    }

    func write(_ contents: Contents, labels: [UInt8]) throws {
        try Files.makeFolder(path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(contents) + Data("\n".utf8), to: "\(path)/replay.json")
        try Files.write(Data(labels), to: "\(path)/labels.bin")
    }

    func write(_ records: ExitRecords, of variant: String, _ kind: Kind) throws {
        try Files.makeFolder(path)
        try Files.write(Data(records.bytes), to: file(variant, kind))
    }

    private func file(_ variant: String, _ kind: Kind) -> String { "\(path)/\(variant).\(kind.rawValue).bin" }
}
