package import ArgumentParser

/// Joins flags, environment and file into one list of arguments, the stronger source winning option by option.
///
/// In order of strength: flags, `RUBATO_<SERVICE>_<OPTION>`, `RUBATO_<OPTION>`, the file's section of the service, the
/// rest of the file, defaults. The argument parser then checks all of them alike. A list in the environment is
/// separated by commas.
package struct LayeredArguments {
    /// What the argument parser is given.
    package let arguments: [String]
    /// What `--print-config` prints.
    package let yaml: String

    /// Reads the file, if one is named.
    ///
    /// - Parameters:
    ///   - command: Whose options they are.
    ///   - identity: Names the service in variables and sections.
    ///   - arguments: Those of the process, without its name.
    ///   - environment: All variables of the process; those that are no option's are left alone.
    /// - Throws: What is wrong with the file, or with a flag's value in the environment.
    package init(
        command: any ParsableArguments.Type,
        identity: ServiceIdentity,
        arguments: [String],
        environment: [String: String]
    ) throws(ConfigurationError) {
        let options = OptionDescription.all(of: command)
        let given = GivenOptions(arguments, options: options)
        let variables = EnvironmentOptions(environment, service: identity.name)
        let path = given["config"]?.last ?? variables.text(of: "config")
        var file: ConfigurationFile?
        if let path { file = try ConfigurationFile(path: path, service: identity.name, options: options) }

        var added: [String] = []
        var printed = ""
        for option in options where !["config", "print-config"].contains(option.name) {
            let values: [String]?
            if let own = given[option.name] {
                values = own
            } else {
                values = variables.values(of: option) ?? file?[option.name]
                added += try Self.arguments(for: option, values, source: path ?? "environment")
            }
            printed += PrintedOption(option, values, identity: identity).yaml
        }
        self.arguments = added + arguments
        yaml = printed
    }

    private static func arguments(
        for option: OptionDescription,
        _ values: [String]?,
        source: String
    ) throws(ConfigurationError) -> [String] {
        guard let values else { return [] }
        guard option.isFlag else { return values.map { "--\(option.name)=\($0)" } }
        switch values.last?.lowercased() {
        case "true", "1", "yes": return ["--\(option.name)"]
        case "false", "0", "no", "": return []
        default: throw .wrongValue(source: source, key: option.name, reason: "must be true or false")
        }
    }
}
