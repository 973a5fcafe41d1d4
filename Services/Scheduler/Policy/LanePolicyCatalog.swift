/// The schedulers that `--policy` can name.
package enum LanePolicyCatalog {
    private static let makers: [(name: String, make: @Sendable (LaneConfiguration) -> any LanePolicy)] = [
        ("rubato", { Lane<RubatoDiscipline>(configuration: $0) }),
        ("edf", { Lane<FullDepthEDF>(configuration: $0) }),
        ("serial", { Lane<SerialFIFO>(configuration: $0) }),
        ("batch-delay", { Lane<DelayedBatches>(configuration: $0) }),
    ]

    /// The default first.
    package static let names = makers.map(\.name)

    /// The policy of that name, `nil` for an unknown one.
    package static func make(_ name: String, configuration: LaneConfiguration) -> (any LanePolicy)? {
        makers.first { $0.name == name }?.make(configuration)
    }
}
