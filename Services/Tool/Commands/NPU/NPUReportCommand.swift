import ArgumentParser
import NPU
import NPUFiles

/// Prints how well every way of batching uses an accelerator.
struct NPUReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract:
            "Show by layer and batch size how well R-, P- and fluid batching use an NPU, with and without stacking.",
        discussion: """
            Times are those of the analytic cycle model, not measurements. Equal layers share a line. P packed lays samples \
            side by side without a gap, P padded begins a new tile for each; fluid does as the device's file says.
            """
    )

    @Argument(help: "A network without weights (NAME or .yaml), or a model as `rubato model inspect` takes it.")
    var model: String

    @Option(help: ArgumentHelp("Batch sizes: A, A..B or A,B,…", valueName: "sizes"))
    var batch = "1..16"

    @Option(help: ArgumentHelp("A device of deploy/npu, by name or file.", valueName: "device"))
    var device = "zcu104"

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Write a page, plots and JSON there, and print nothing.", valueName: "folder"))
    var write: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print the summary only.")
    var summary = false

    func run() throws {
        try ToolFailure.reporting {
            let library = try NPULibrary(models: models)
            let file = try library.device(device)
            let network = try library.network(model)
            let sizes = try BatchSizes(batch)
            let reports = Parallel.map(sizes.sizes.count) {
                UtilizationReport(network, on: file.device, batch: sizes.sizes[$0])
            }
            if let write {
                let command = "rubato npu report \(model) --batch \(batch) --device \(device)"
                return try NPUReportPage(reports, of: network, command: command).write(to: write)
            }
            if json { return Console.print(try NPUReportRecord.json(reports, of: network)) }
            let text = NPUReportText(reports, of: network)
            if !summary { for report in reports { Console.print(text.layers(report) + "\n") } }
            Console.print(text.summary)
        }
    }
}
