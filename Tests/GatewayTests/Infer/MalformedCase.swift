import Testing

/// A request that is wrong, and what its client must be told.
struct MalformedCase: CustomTestStringConvertible, Sendable {
    let reason: String
    let field: String?
    let json: String

    init(_ reason: String, _ field: String?, _ json: String) {
        self.reason = reason
        self.field = field
        self.json = json
    }

    /// With a right input and one more member.
    static func with(_ reason: String, _ field: String, _ member: String) -> MalformedCase {
        MalformedCase(
            reason,
            field,
            #"{\#(member),"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#
        )
    }

    /// With one input of these members.
    static func input(_ reason: String, _ field: String, _ members: String) -> MalformedCase {
        MalformedCase(reason, field, #"{"inputs":[{\#(members)}]}"#)
    }

    var testDescription: String { "\(reason) at \(field ?? "–"): \(json.prefix(60))" }
}
