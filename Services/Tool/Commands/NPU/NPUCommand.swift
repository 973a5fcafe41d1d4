import ArgumentParser

/// Studies emulated accelerators.
struct NPUCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "npu",
        abstract: "Study emulated NPUs: how well batches use them, and which to build.",
        subcommands: [NPUReportCommand.self, NPUExploreCommand.self]
    )
}
