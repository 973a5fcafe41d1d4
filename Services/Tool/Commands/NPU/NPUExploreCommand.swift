import ArgumentParser
import Foundation
import NPU

/// Looks for the best accelerators that some resources allow.
struct NPUExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Try every tile size and division of memory within limits; print the Pareto front.",
        discussion: """
            A design is on the front if no other is as fast or faster with as many or fewer multipliers and as much or less \
            memory. Speed is the geometric mean over networks and batch sizes of the time for one sample, by the \
            analytic cycle model.
            """
    )

    @Argument(help: "Networks as `rubato npu report` takes them.")
    var networks: [String]

    @Option(help: ArgumentHelp("Batch sizes: A, A..B or A,B,…", valueName: "sizes"))
    var batch = "1,4,8"

    @Option(help: ArgumentHelp("Whose clock, words, energies and bandwidth are taken.", valueName: "device"))
    var device = "zcu104"

    @Option(help: ArgumentHelp("Multipliers at most; the device's if not named.", valueName: "count"))
    var multipliers: Int?

    @Option(help: ArgumentHelp("On-chip memory at most; the device's if not named.", valueName: "KiB"))
    var onChip: Int?

    @Option(help: ArgumentHelp("From DRAM; the device's if not named.", valueName: "GB/s"))
    var read: Double?

    @Option(help: ArgumentHelp("To DRAM; the device's if not named.", valueName: "GB/s"))
    var write: Double?

    @Option(
        help: ArgumentHelp("How batches are laid out: rows, inner or fluid, perhaps with +stack.", valueName: "rule")
    )
    var mapping = MappingRule.free.description

    @Flag(help: "Sizes halfway between the powers of two, too.")
    var fine = false

    @Option(help: ArgumentHelp("Draw time against multipliers, a line for each amount of memory.", valueName: "svg"))
    var plot: String?

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    @Flag(help: "Print every design as JSON.")
    var json = false

    func validate() throws {
        guard !networks.isEmpty else { throw ValidationError("name a network") }
        guard MappingRule(mapping) != nil else {
            throw ValidationError("--mapping is one of \(MappingRule.names)")
        }
        guard 8...1_048_576 ~= multipliers ?? 8 else { throw ValidationError("--multipliers is 8 to 1048576") }
        guard 1...1_048_576 ~= onChip ?? 1 else { throw ValidationError("--on-chip is 1 to 1048576 KiB") }
        for rate in [read, write].compactMap(\.self) {
            guard 1e-3...1e4 ~= rate else { throw ValidationError("--read and --write are 0.001 to 10000 GB/s") }
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            let exploration = try NPUExploration(self)
            let points = try exploration.run()
            let report = NPUExploreReport(points, exploration)
            if let plot { try Files.write(Data(report.svg.utf8), to: plot) }
            Console.print(json ? try report.json : report.text)
        }
    }
}
