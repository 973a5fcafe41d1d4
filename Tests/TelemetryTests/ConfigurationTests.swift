import ArgumentParser
import Foundation
import ServiceKit
import Testing

@Suite("The configuration")
struct ConfigurationTests {
    private struct Command: ParsableCommand {
        @OptionGroup var common: CommonOptions
        @Option var policy = "rubato"
        @Option var weight = 1.5
        @Option var models: [String] = ["all"]
        @Flag var cloud = false
    }

    private let identity = ServiceIdentity.scheduler

    private func layers(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        yaml: String? = nil
    ) throws -> LayeredArguments {
        var arguments = arguments
        if let yaml { arguments += ["--config", try file(yaml)] }
        return try LayeredArguments(
            command: Command.self,
            identity: identity,
            arguments: arguments,
            environment: environment
        )
    }

    private func file(_ text: String) throws -> String {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml")
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    private func parse(_ layers: LayeredArguments) throws -> Command {
        try #require(try Command.parseAsRoot(layers.arguments) as? Command)
    }

    @Test("takes each option from its strongest source")
    func precedence() throws {
        let yaml = "policy: from-file\nweight: 2\nhost: file.example\nname: file\nscheduler:\n  name: section\n"
        var environment = ["RUBATO_POLICY": "from-environment", "RUBATO_WEIGHT": "3"]
        let command = try parse(try layers(["--policy", "from-flag"], environment: environment, yaml: yaml))
        #expect(command.policy == "from-flag")
        #expect(command.weight == 3)
        #expect(command.common.host == "file.example")
        #expect(command.common.name == "section")
        #expect(command.models == ["all"])

        environment["RUBATO_SCHEDULER_WEIGHT"] = "4"
        #expect(try parse(try layers(environment: environment, yaml: yaml)).weight == 4)
        #expect(try parse(try layers(environment: environment, yaml: yaml)).policy == "from-environment")
        #expect(try parse(try layers(["--weight=5"], environment: environment, yaml: yaml)).weight == 5)
    }

    @Test("takes the file itself from the environment too")
    func fileByEnvironment() throws {
        let path = try file("policy: edf")
        #expect(try parse(try layers(environment: ["RUBATO_CONFIG": path])).policy == "edf")
        #expect(try parse(try layers(environment: ["RUBATO_SCHEDULER_CONFIG": path])).policy == "edf")
        #expect(try parse(try layers(environment: ["RUBATO_WORKER_CONFIG": path])).policy == "rubato")
    }

    @Test("lets a stronger list replace a weaker one")
    func lists() throws {
        let yaml = "models: [a, b]"
        #expect(try parse(try layers(yaml: yaml)).models == ["a", "b"])
        #expect(try parse(try layers(environment: ["RUBATO_MODELS": "c,d"], yaml: yaml)).models == ["c", "d"])
        #expect(
            try parse(try layers(["--models", "e"], environment: ["RUBATO_MODELS": "c,d"], yaml: yaml)).models == ["e"]
        )
    }

    @Test("sets flags from words", arguments: [("true", true), ("false", false), ("1", true), ("no", false)])
    func flags(word: String, isSet: Bool) throws {
        #expect(try parse(try layers(environment: ["RUBATO_CLOUD": word])).cloud == isSet)
        #expect(try parse(try layers(yaml: "cloud: \(word == "1" ? "true" : word)")).cloud == isSet)
    }

    @Test("lets the environment take back a flag that the file sets")
    func flagTakenBack() throws {
        #expect(try !parse(try layers(environment: ["RUBATO_CLOUD": "false"], yaml: "cloud: true")).cloud)
    }

    @Test("names a key that no option has")
    func unknownKey() throws {
        let error = #expect(throws: ConfigurationError.self) { try layers(yaml: "polcy: edf") }
        #expect(error?.description.hasSuffix(".yaml: unknown key 'polcy'") == true)
        let nested = #expect(throws: ConfigurationError.self) { try layers(yaml: "scheduler: {polcy: edf}") }
        #expect(nested?.description.contains("'scheduler.polcy'") == true)
    }

    @Test("leaves the sections of other services to them")
    func otherSections() throws {
        #expect(try parse(try layers(yaml: "worker: {device: cpu}\nscheduler: {policy: edf}")).policy == "edf")
    }

    @Test(
        "refuses a file that makes no sense",
        arguments: [
            "[a, b]", "policy: [a, b]", "policy: {a: b}", "scheduler: 3", "policy: \"", "cloud: maybe",
            "config: other.yaml",
        ]
    )
    func wrongFiles(yaml: String) {
        #expect(throws: ConfigurationError.self) { try layers(yaml: yaml) }
    }

    @Test("says that a file is missing")
    func missingFile() {
        let error = #expect(throws: ConfigurationError.self) { try layers(["--config", "/nowhere/rubato.yaml"]) }
        #expect(error?.description.contains("/nowhere/rubato.yaml") == true)
    }

    @Test("is checked by the parser wherever a value comes from")
    func wrongValues() throws {
        let layers = try layers(environment: ["RUBATO_PORT": "ninety"])
        #expect(throws: (any Error).self) { try Command.parseAsRoot(layers.arguments) }
    }

    @Test("is printed as a file that leads to the same configuration")
    func printedFile() throws {
        let first = try layers(
            ["--policy", "it's: odd", "--models=a", "--models", "b,c", "--cloud"],
            environment: ["RUBATO_WEIGHT": "0.25", "RUBATO_NAME": "007"]
        )
        let second = try layers(yaml: first.yaml)
        #expect(second.yaml == first.yaml)
        let command = try parse(second)
        #expect(command.policy == "it's: odd")
        #expect(command.models == ["a", "b,c"])
        #expect(command.weight == 0.25)
        #expect(command.cloud)
        #expect(first.yaml.contains("port: 8010\n"))
        #expect(first.yaml.contains("# tls-cert:\n"))
    }
}
