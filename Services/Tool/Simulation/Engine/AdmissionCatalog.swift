package import AdmissionPolicy

/// The admissions that a scenario can name.
package enum AdmissionCatalog {
    private typealias Maker = @Sendable (AdmissionConfiguration, Scenario) -> any AdmissionRule

    private static let makers: [(name: String, make: Maker)] = [
        ("rubato", { configuration, _ in AdmissionPolicy(configuration: configuration) }),
        (
            "deeprt",
            { configuration, _ in
                var own = configuration
                own.mode = .deeprt
                return AdmissionPolicy(configuration: own)
            }
        ),
        (
            "halved",
            { configuration, _ in
                var own = configuration
                own.halvesWindows = true
                return AdmissionPolicy(configuration: own)
            }
        ),
        ("none", { _, _ in TakeEverything() }),
        ("mcdnn", { _, scenario in MCDNNAdmission(scenario) }),
        ("mcdnn-server", { _, scenario in MCDNNAdmission(scenario, usesDevice: false) }),
        ("mcdnn-device", { _, scenario in MCDNNAdmission(scenario, usesServer: false) }),
    ]

    /// The default first.
    package static let names = makers.map(\.name)

    /// The admission of that name, `nil` for an unknown one.
    package static func make(_ name: String, for scenario: Scenario, configuration: AdmissionConfiguration)
        -> (any AdmissionRule)?
    {
        makers.first { $0.name == name }?.make(configuration, scenario)
    }
}
