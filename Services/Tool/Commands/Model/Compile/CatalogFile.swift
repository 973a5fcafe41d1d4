import Foundation
import ModelCompiler

/// `catalog.json` beside a model: read with errors for people, written as a whole or not at all.
struct CatalogFile {
    let path: String

    /// - Returns: `nil` if there is none.
    func read() throws -> Catalog? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let catalog: Catalog
        do {
            catalog = try JSONDecoder().decode(Catalog.self, from: Data(try Files.bytes(of: path)))
        } catch let failure as ToolFailure {
            throw failure
        } catch {
            throw ToolFailure.badData("\(path) is damaged (\(Self.reason(error))); --fresh makes a new one")
        }
        guard catalog.format == Catalog.format else {
            throw ToolFailure.badData("\(path) has the form \(catalog.format), this program writes \(Catalog.format)")
        }
        return catalog
    }

    func write(_ catalog: Catalog) throws {
        try Files.write(Data(try Self.text(of: catalog).utf8), to: path)
    }

    static func text(of catalog: Catalog) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(catalog), as: UTF8.self) + "\n"
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, _): return "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let place = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
            return place.isEmpty ? context.debugDescription : "\(place): \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}
