/// The options that stand on the command line, by name.
struct GivenOptions {
    private var values: [String: [String]] = [:]

    init(_ arguments: [String], options: [OptionDescription]) {
        let known = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0) })
        var index = 0
        while index < arguments.count, arguments[index] != "--" {
            let argument = arguments[index]
            index += 1
            guard argument.hasPrefix("--") else { continue }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let option = parts.first.flatMap({ known[String($0)] }) else { continue }
            if option.isFlag {
                values[option.name] = ["true"]
            } else if parts.count == 2 {
                values[option.name, default: []].append(String(parts[1]))
            } else if index < arguments.count {
                values[option.name, default: []].append(arguments[index])
                index += 1
            }
        }
    }

    subscript(_ option: String) -> [String]? { values[option] }
}
