import Logging

/// One log event, ready to be written.
struct LogLine {
    let time: String
    let level: Logger.Level
    let service: String
    let label: String
    let message: String
    let fields: [(key: String, value: Logger.MetadataValue)]

    var text: String {
        let name = level.rawValue.uppercased()
        let padding = String(repeating: " ", count: max(0, 8 - name.count))
        var line = "\(time) \(name)\(padding) \(label): \(message)"
        for (key, value) in fields { line += " \(key)=\(Self.quotedIfNeeded(value.description))" }
        return line.replacing("\n", with: "\\n") + "\n"
    }

    var json: String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"service\":"
        line.writeJSON(service)
        line += ",\"label\":"
        line.writeJSON(label)
        line += ",\"message\":"
        line.writeJSON(message)
        for (key, value) in fields {
            line += ","
            // The fields that every line has keep their meaning.
            line.writeJSON(Self.reserved.contains(key) ? "_" + key : key)
            line += ":"
            line.writeJSON(value)
        }
        return line + "}\n"
    }

    private static let reserved: Set = ["time", "level", "service", "label", "message"]

    private static func quotedIfNeeded(_ text: String) -> String {
        guard text.isEmpty || text.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" }) else { return text }
        var quoted = ""
        quoted.writeJSON(text)
        return quoted
    }
}
