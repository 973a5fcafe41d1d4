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
        ("none", { configuration, _ in TakeEverything(configuration: configuration) }),
        ("mcdnn", { configuration, scenario in MCDNNAdmission(scenario, configuration: configuration) }),
        (
            "mcdnn-server",
            { configuration, scenario in
                MCDNNAdmission(scenario, configuration: configuration, usesDevice: false)
            }
        ),
        (
            "mcdnn-device",
            { configuration, scenario in
                MCDNNAdmission(scenario, configuration: configuration, usesServer: false)
            }
        ),
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
