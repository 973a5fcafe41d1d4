import ArgumentParser
import Foundation
import Kernel

/// Plays days of requests against budgets of energy and money.
struct DayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "day",
        abstract:
            "Play days of requests against budgets of energy and money, under MCDNN's rule, its baselines and ours.",
        discussion: """
            A file (YAML) names a catalog of variants, days with their applications, contexts and outages, and budgets; \
            Tests/Experiments/days.yaml is one. Runs are simulated: equal seeds give equal figures on every machine.
            """
    )

    @Argument(help: ArgumentHelp("Days.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "Where a page, plots and JSON are written; without it the table is printed.",
            valueName: "folder"
        )
    )
    var out: String?

    @Flag(help: "Fewer seeds, for a look and for CI.")
    var quick = false

    func run() throws {
        try ToolFailure.reporting {
            let days = try DayFile(path: file, isQuick: quick)
            let time = MonotonicTime()
            let began = time.now
            let studies = days.days.map { DayStudy($0, in: days) }
            let seconds = Int((time.now - began).seconds.rounded())
            Console.error(
                "\(days.name): \(studies.reduce(0) { $0 + $1.rows.count } * days.seeds.count) days in \(seconds) s"
            )
            guard let out else {
                for study in studies { Console.print(DayTable(study).plain + "\n") }
                return
            }
            try DayPages(days, studies, command: "rubato day \(file)\(quick ? " --quick" : "")", seconds).write(to: out)
        }
    }
}
