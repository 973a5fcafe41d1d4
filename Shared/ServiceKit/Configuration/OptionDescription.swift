import ArgumentParser
import Foundation

/// An option of a command, as its parser describes it.
struct OptionDescription: Hashable {
    /// Without the dashes.
    let name: String
    /// Whether it takes no value.
    let isFlag: Bool
    /// Whether it may be given several times.
    let isRepeating: Bool
    let defaultValue: String?

    /// Every option of the command but those that only ask a question.
    ///
    /// Read from what the parser tells completion and manual generators, so no second list has to be kept.
    static func all(of command: any ParsableArguments.Type) -> [OptionDescription] {
        guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)) else {
            preconditionFailure("the argument parser describes its commands in JSON")
        }
        return (dump.command.arguments ?? []).compactMap(OptionDescription.init)
            .filter { !["help", "version"].contains($0.name) }
    }

    private init?(_ argument: Dump.Argument) {
        guard argument.kind != "positional", let name = argument.names?.first(where: { $0.kind == "long" }) else {
            return nil
        }
        self.name = name.name
        isFlag = argument.kind == "flag"
        isRepeating = argument.isRepeating
        defaultValue = argument.defaultValue
    }

    private struct Dump: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }

            let kind: String
            let names: [Name]?
            let isRepeating: Bool
            let defaultValue: String?
        }

        let command: Command
    }
}
