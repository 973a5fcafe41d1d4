package import AdmissionPolicy

/// The admissions that a scenario can name.
package enum AdmissionCatalog {
    private static let makers: [(name: String, make: @Sendable (AdmissionConfiguration) -> any AdmissionRule)] = [
        ("rubato", { AdmissionPolicy(configuration: $0) }),
        (
            "deeprt",
            { configuration in
                var own = configuration
                own.mode = .deeprt
                return AdmissionPolicy(configuration: own)
            }
        ),
        (
            "halved",
            { configuration in
                var own = configuration
                own.halvesWindows = true
                return AdmissionPolicy(configuration: own)
            }
        ),
        ("none", { TakeEverything(configuration: $0) }),
    ]

    /// The default first.
    package static let names = makers.map(\.name)

    /// The admission of that name, `nil` for an unknown one.
    package static func make(_ name: String, configuration: AdmissionConfiguration) -> (any AdmissionRule)? {
        makers.first { $0.name == name }?.make(configuration)
    }
}
