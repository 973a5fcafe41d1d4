/// A policy of a study under a name of its own, with values of the scenario that differ for it alone, such as its device.
struct StudyVariant {
    let name: String
    /// As a study's `policies` name them.
    let policy: String
    let settings: [(key: String, value: String)]

    init(_ fields: YAMLFields) throws {
        guard let name = try fields.text("name") else { throw fields.failure("name", "is needed") }
        guard let policy = try fields.text("policy") else { throw fields.failure("policy", "is needed") }
        self.name = name
        self.policy = policy
        settings = try fields.fields("set")?.texts() ?? []
        try fields.close()
    }
}
