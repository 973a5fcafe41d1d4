import Domain

/// Reads one element of a request's `outputs`.
struct OutputDecoder {
    /// Where it stands, for problems.
    let field: String
    let model: ServedModel

    func decode(_ reader: inout JSONReader) throws(APIProblem) -> OutputWish {
        var name: OutputName?
        var wish = OutputWish(name: OutputName(.class))
        try reader.beginObject(in: field)
        while let key = try reader.nextKey(in: field) {
            switch key {
            case "name": name = try outputName(&reader)
            case "parameters": try readParameters(&reader, into: &wish)
            default: try reader.skip(in: "\(field).\(key)")
            }
        }
        guard let name else { throw .invalid(field + ".name", "missing_field", "is missing") }
        wish.name = name
        return wish
    }

    private func outputName(_ reader: inout JSONReader) throws(APIProblem) -> OutputName {
        let text = try reader.string(in: field + ".name")
        guard let name = OutputName(text, in: model) else {
            let known = OutputName.all(of: model).map(\.text).joined(separator: ", ")
            throw .invalid(field + ".name", "unknown_output", "'\(text)' is none of \(known)")
        }
        return name
    }

    private func readParameters(_ reader: inout JSONReader, into wish: inout OutputWish) throws(APIProblem) {
        let parameters = field + ".parameters"
        try reader.beginObject(in: parameters)
        while let key = try reader.nextKey(in: parameters) {
            switch key {
            case "binary_data": wish.isBinary = try reader.bool(in: "\(parameters).\(key)")
            case "timeout": wish.terms.budget = try budget(&reader, "\(parameters).\(key)")
            case "utility": wish.terms.utility = try utility(&reader, "\(parameters).\(key)")
            case "classification", "shared_memory_region":
                throw .invalid("\(parameters).\(key)", "unsupported_parameter", "is not supported")
            default: try reader.skip(in: "\(parameters).\(key)")
            }
        }
    }

    /// Microseconds; as of a request zero means none.
    private func budget(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Duration? {
        let value = try reader.integer(in: field)
        guard value >= 0 else { throw .invalid(field, "out_of_range", "must not be negative") }
        return value == 0 ? nil : min(Duration.microseconds(min(value, 1 << 50)), .seconds(3600))
    }

    private func utility(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Float {
        let value = try reader.float(in: field)
        guard (0...1_000_000).contains(value) else { throw .invalid(field, "out_of_range", "must be 0 to 1000000") }
        return value
    }
}
