/// Reads the `parameters` of a request.
struct ParameterDecoder {
    /// The deepest exit is one less.
    let exitCount: Int

    /// Budgets are cut to this, which no deadline is meant to reach.
    private static let longestBudget = Duration.seconds(3600)

    func decode(_ reader: inout JSONReader) throws(APIProblem) -> InferParameters {
        var parameters = InferParameters()
        try reader.beginObject(in: "parameters")
        while let key = try reader.nextKey(in: "parameters") {
            let field = "parameters.\(key)"
            switch key {
            case "timeout": parameters.budget = try budget(&reader, field)
            case "priority": _ = try natural(&reader, field)
            case "min_exit": parameters.minExit = try exit(&reader, field)
            case "max_exit": parameters.maxExit = try exit(&reader, field)
            case "threshold": parameters.threshold = try threshold(&reader, field)
            case "best_effort": parameters.bestEffortIsAllowed = try reader.bool(in: field)
            case "cloud": parameters.cloudIsAllowed = try reader.bool(in: field)
            case "variant": parameters.variant = try reader.string(in: field)
            case "variants": parameters.variantIsAllowed = try reader.bool(in: field)
            case "tenant": parameters.tenant = try TenantName.checked(try reader.string(in: field), field)
            case "binary_data_output": parameters.binaryOutput = try reader.bool(in: field)
            default: try reader.skip(in: field)
            }
        }
        guard parameters.minExit ?? 0 <= parameters.maxExit ?? .max else {
            throw .invalid("parameters.min_exit", "out_of_range", "is deeper than max_exit")
        }
        return parameters
    }

    /// Microseconds; zero means none, as in other servers.
    private func budget(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Duration? {
        let value = try natural(&reader, field)
        return value == 0 ? nil : min(.microseconds(min(value, 1 << 50)), Self.longestBudget)
    }

    private func natural(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Int64 {
        let value = try reader.integer(in: field)
        guard value >= 0 else { throw .invalid(field, "out_of_range", "must not be negative") }
        return value
    }

    private func exit(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Int {
        let value = try reader.integer(in: field)
        guard 0..<Int64(exitCount) ~= value else {
            throw .invalid(field, "out_of_range", "must be an exit from 0 to \(exitCount - 1)")
        }
        return Int(value)
    }

    private func threshold(_ reader: inout JSONReader, _ field: String) throws(APIProblem) -> Float {
        let value = try reader.float(in: field)
        guard value >= 0 else { throw .invalid(field, "out_of_range", "must not be negative") }
        return value
    }
}
