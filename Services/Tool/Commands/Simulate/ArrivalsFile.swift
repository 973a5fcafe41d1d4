import Foundation
import Kernel
import Simulation

/// Recorded arrivals as text: `seconds,model,deadline in ms,sample` a line, after a line that names these columns.
enum ArrivalsFile {
    static let header = "seconds,model,deadline_ms,sample"

    static func read(_ path: String) throws -> [RecordedArrival] {
        let text = String(decoding: try Files.bytes(of: path), as: UTF8.self)
        var arrivals: [RecordedArrival] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") || line == header { continue }
            let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 4, let at = Double(parts[0]), at.isFinite, at >= 0, let deadline = Double(parts[2]),
                deadline > 0, deadline < 1e9, let sample = Int(parts[3]), sample >= 0
            else { throw ToolFailure.badData("\(path):\(number + 1): not of the form \(header)") }
            let instant = Duration.nanoseconds(Int64(at * 1e9))
            guard instant >= arrivals.last?.at ?? .zero else {
                throw ToolFailure.badData("\(path):\(number + 1): earlier than the line before")
            }
            let length = Duration.nanoseconds(Int64(deadline * 1e6))
            arrivals.append(RecordedArrival(at: instant, model: parts[1], deadline: length, sample: sample))
        }
        guard !arrivals.isEmpty else { throw ToolFailure.badData("\(path) holds no arrivals") }
        return arrivals
    }

    static func text(_ arrivals: [RecordedArrival]) -> String {
        let lines = arrivals.map { arrival in
            String(format: "%.9f", arrival.at.seconds) + ",\(arrival.model),"
                + String(format: "%.6g", arrival.deadline.milliseconds) + ",\(arrival.sample)"
        }
        return ([header] + lines).joined(separator: "\n") + "\n"
    }
}
