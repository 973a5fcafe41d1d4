import Domain

/// Reads one element of a request's `outputs`.
struct OutputDecoder {
    /// Where it stands, for problems.
    let field: String
    let model: ServedModel

    func decode(_ reader: inout JSONReader) throws(APIProblem) -> OutputWish {
        var name: OutputName?
        var isBinary: Bool?
        try reader.beginObject(in: field)
        while let key = try reader.nextKey(in: field) {
            switch key {
            case "name": name = try outputName(&reader)
            case "parameters": isBinary = try binaryWish(&reader)
            default: try reader.skip(in: "\(field).\(key)")
            }
        }
        guard let name else { throw .invalid(field + ".name", "missing_field", "is missing") }
        return OutputWish(name: name, isBinary: isBinary)
    }

    private func outputName(_ reader: inout JSONReader) throws(APIProblem) -> OutputName {
        let text = try reader.string(in: field + ".name")
        guard let name = OutputName(text, in: model) else {
            let known = OutputName.all(of: model).map(\.text).joined(separator: ", ")
            throw .invalid(field + ".name", "unknown_output", "'\(text)' is none of \(known)")
        }
        return name
    }

    private func binaryWish(_ reader: inout JSONReader) throws(APIProblem) -> Bool? {
        var isBinary: Bool?
        let parameters = field + ".parameters"
        try reader.beginObject(in: parameters)
        while let key = try reader.nextKey(in: parameters) {
            switch key {
            case "binary_data": isBinary = try reader.bool(in: "\(parameters).\(key)")
            case "classification", "shared_memory_region":
                throw .invalid("\(parameters).\(key)", "unsupported_parameter", "is not supported")
            default: try reader.skip(in: "\(parameters).\(key)")
            }
        }
        return isBinary
    }
}
