import Foundation
import YAMLFiles

/// One key and the values it takes, one after the other.
struct Sweep: Equatable {
    let key: String
    let values: [String]

    /// Reads `KEY=A..B[:STEPS]`, evenly with both ends (5 steps if none are named), or `KEY=V1,V2,…`.
    init(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw ToolFailure.badData("--sweep \(text): not of the form key=a..b[:steps] or key=v1,v2")
        }
        key = parts[0]
        guard parts[1].contains(".."), !parts[1].contains(",") else {
            values = parts[1].split(separator: ",").map(String.init)
            return
        }
        let range = parts[1].split(separator: ":").map(String.init)
        guard let ends = YAMLFields.range(of: range[0]), range.count <= 2,
            let steps = range.count == 2 ? Int(range[1]) : 5, (1...10_000).contains(steps)
        else { throw ToolFailure.badData("--sweep \(text): not of the form key=a..b[:steps]") }
        let span = ends.upperBound - ends.lowerBound
        values = (0..<steps).map { step in
            let value = ends.lowerBound + span * Double(step) / Double(max(1, steps - 1))
            return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(format: "%.6g", value)
        }
    }
}
