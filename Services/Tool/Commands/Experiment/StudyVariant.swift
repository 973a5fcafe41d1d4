import YAMLFiles

/// A policy of a study under a name of its own, with values of the scenario that differ for it alone, such as its device.
struct StudyVariant {
    let name: String
    /// As a study's `policies` name them.
    let policy: String
    let settings: [(key: String, value: String)]

    init(_ fields: YAMLFields) throws {
        name = try fields.text("name") ?? fields.missing("name")
        policy = try fields.text("policy") ?? fields.missing("policy")
        settings = try fields.fields("set")?.texts() ?? []
        try fields.close()
    }
}
