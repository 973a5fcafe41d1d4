/// Prometheus' text format, version 0.0.4.
extension String {
    mutating func writeSample(_ name: String, _ labels: String, _ value: Double) {
        append(name)
        if !labels.isEmpty {
            append("{")
            append(labels)
            append("}")
        }
        append(" ")
        append(Self.metricValue(value))
        append("\n")
    }

    mutating func writeHeader(_ name: String, help: String, type: MetricType) {
        append("# HELP \(name) \(Self.escaped(help, quotes: false))\n")
        append("# TYPE \(name) \(type.rawValue)\n")
    }

    /// A number as Prometheus reads it: whole ones without a fraction.
    static func metricValue(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }

    static func metricLabels(_ names: [String], _ values: [String]) -> String {
        zip(names, values).map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",")
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return text }
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.append(character)
            }
        }
        return result
    }
}
