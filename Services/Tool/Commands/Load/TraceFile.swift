/// Recorded arrivals: one instant in seconds a line; empty lines and those that begin with `#` are passed over.
///
/// What `--record` has written is one too: its further columns are not used.
enum TraceFile {
    static func read(_ path: String) throws -> [Double] {
        let text = String(decoding: try Files.bytes(of: path), as: UTF8.self)
        var instants: [Double] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let field = line.prefix { $0 != "," && $0 != "\r" }
            if field.isEmpty || field.hasPrefix("#") || line == ArrivalsFile.header { continue }
            guard let instant = Double(field), instant.isFinite, instant >= instants.last ?? instant else {
                throw ToolFailure.badData("\(path):\(number + 1): not a number, or earlier than the line before")
            }
            instants.append(instant)
        }
        guard !instants.isEmpty else { throw ToolFailure.badData("\(path) holds no instants") }
        return instants
    }
}
