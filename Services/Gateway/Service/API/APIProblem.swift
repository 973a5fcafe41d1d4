import Domain

/// Why a request gets an error, as its client sees it.
struct APIProblem: Error, Hashable {
    let status: Int
    /// For programs: one word that does not change.
    let reason: String
    /// For people.
    let message: String
    /// What in the request is wrong, as a path such as `inputs[0].shape`, or the name of a header.
    var field: String?
    /// When asking again makes sense.
    var retryAfter: Duration?
    /// When the job would have been done, measured from the refusal.
    var predictedFinish: Duration?
    var counterOffer: CounterOffer?
    /// The account that does not pay.
    var budget: String?

    init(_ status: Int, _ reason: String, _ message: String, field: String? = nil, retryAfter: Duration? = nil) {
        self.status = status
        self.reason = reason
        self.message = message
        self.field = field
        self.retryAfter = retryAfter
    }

    /// A request that is wrong in itself.
    static func invalid(_ field: String, _ reason: String, _ message: String) -> APIProblem {
        APIProblem(400, reason, "\(field): \(message)", field: field)
    }

    /// What the JSON at a field is not.
    init(_ failure: JSONFailure, field: String) {
        switch failure.cause {
        case .malformed:
            let place = field.isEmpty ? "" : " in \(field)"
            self.init(400, "malformed_json", "malformed JSON at byte \(failure.offset)\(place): \(failure.message)")
            self.field = field.isEmpty ? nil : field
        case .wrongType:
            self = .invalid(field, "wrong_type", failure.message)
        case .outOfRange:
            self = .invalid(field, "out_of_range", failure.message)
        }
    }
}
