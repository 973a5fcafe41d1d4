/// The options that the environment sets: `RUBATO_<SERVICE>_<OPTION>` before `RUBATO_<OPTION>`.
struct EnvironmentOptions {
    private let environment: [String: String]
    private let service: String

    init(_ environment: [String: String], service: String) {
        self.environment = environment
        self.service = service
    }

    func text(of option: String) -> String? {
        let name = Self.variable(option)
        return environment["RUBATO_\(Self.variable(service))_\(name)"] ?? environment["RUBATO_\(name)"]
    }

    /// - Returns: One value, or the parts between commas where the option takes several.
    func values(of option: OptionDescription) -> [String]? {
        guard let text = text(of: option.name) else { return nil }
        return option.isRepeating ? text.split(separator: ",").map(String.init) : [text]
    }

    private static func variable(_ name: String) -> String {
        name.uppercased().replacing("-", with: "_")
    }
}
