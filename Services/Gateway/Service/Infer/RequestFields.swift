import Transport

/// The header fields of an inference request that mean something here, found in one pass.
struct RequestFields {
    /// The length of the JSON at the start of the body; `nil` if the body is all JSON.
    private(set) var jsonLength: Int?
    /// The budget from the first of the deadline headers that is there.
    private(set) var budget: Duration?
    private(set) var traceparent: String?
    private(set) var contentEncoding: String?
    private(set) var tenant: String?

    private static let lengthName = "inference-header-content-length"

    /// - Throws: A problem that names the field that can not be read.
    init(_ headers: HeaderList) throws(APIProblem) {
        var ranked: (rank: Int, budget: Duration)?
        for field in headers.fields {
            switch field.name {
            case Self.lengthName:
                guard let length = Int(field.value), length >= 0 else {
                    throw .invalid(field.name, "header_length", "must be a number of bytes")
                }
                jsonLength = length
            case "rubato-deadline-ms": try Self.rank(0, Self.milliseconds(field), &ranked)
            case "x-envoy-expected-rq-timeout-ms": try Self.rank(1, Self.milliseconds(field), &ranked)
            case BudgetHeader.name: try Self.rank(2, Self.grpcBudget(field), &ranked)
            case "rubato-tenant": tenant = try TenantName.checked(field.value, field.name)
            case "traceparent": traceparent = field.value
            case "content-encoding" where field.value != "identity": contentEncoding = field.value
            default: break
            }
        }
        budget = ranked?.budget
    }

    private static func rank(_ rank: Int, _ budget: Duration, _ best: inout (rank: Int, budget: Duration)?) {
        if rank < best?.rank ?? .max { best = (rank, budget) }
    }

    private static func milliseconds(_ field: HeaderList.Field) throws(APIProblem) -> Duration {
        guard let value = Double(field.value), value > 0, value <= 1e12 else {
            throw .invalid(field.name, "invalid_deadline", "must be a positive number of milliseconds")
        }
        return .nanoseconds(Int64(value * 1e6))
    }

    private static func grpcBudget(_ field: HeaderList.Field) throws(APIProblem) -> Duration {
        guard let budget = BudgetHeader.decode(field.value) else {
            throw .invalid(field.name, "invalid_deadline", "must be 1 to 8 digits and a unit of H, M, S, m, u, n")
        }
        return budget
    }
}
