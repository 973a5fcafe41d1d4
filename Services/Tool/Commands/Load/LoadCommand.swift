import ArgumentParser
import ToolPolicy

/// Drives requests at a cluster and reports what was kept of what was offered.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Send labeled samples under deadlines and report what was kept.",
        discussion: """
            Open loop: the send times are fixed by pattern, rate and seed before the run; times count from the intended \
            send time; nothing is skipped. Every request is reported as answered (in deadline or late), refused, failed \
            or lost (no answer 2 s after its deadline). The accuracy of offered counts all but right answers in time \
            as wrong.

            Arrivals: poisson; gamma:CV (coefficient of variation of the gaps); mmpp:HIGH,LOW,SECONDS (two rates, mean \
            time in each); periodic; trace:FILE (one instant in seconds a line, or what --record has \
            written; --rate rescales it).
            """
    )

    @Option(help: "The gateway.")
    var url: ServerAddress

    @Option(help: "The model's name, or NAME/VERSION.")
    var model: String

    @Option(help: ArgumentHelp("How requests are spread over time.", valueName: "pattern"))
    var arrivals = ArrivalPattern.poisson

    @Option(help: ArgumentHelp("Requests per second.", valueName: "1/s"))
    var rate: Double?

    @Option(help: ArgumentHelp("How long requests are sent.", valueName: "s"))
    var duration = 10.0

    @Option(help: ArgumentHelp("Of each request, from its intended send time.", valueName: "ms"))
    var deadline: Double

    @Option(help: ArgumentHelp("Ask for that many streams and send their frames; needs --fps.", valueName: "count"))
    var streams: Int?

    @Option(help: ArgumentHelp("Frames per second of each stream.", valueName: "1/s"))
    var fps: Double?

    @Option(help: ArgumentHelp("Closed loop: that many requests always under way.", valueName: "count"))
    var closed: Int?

    @Option(
        help: ArgumentHelp("fashion-mnist, fashion-hard:DIR, a folder of idx files, or noise.", valueName: "source")
    )
    var data = DataSource.fashionMNIST

    @Option(
        help: ArgumentHelp(
            "Classes that dominate and their share, for instance 5,8@0.85; within and without, all alike.",
            valueName: "classes@share"
        )
    )
    var skew: Skew?

    @Option(help: ArgumentHelp("When that ends and all classes come alike; by default never.", valueName: "s"))
    var skewSeconds: Double?

    @Flag(name: .customLong("no-specialists"), help: "Streams are asked for that no specialized heads may answer.")
    var noSpecialists = false

    @Option(help: ArgumentHelp("The shallowest exit that streams may be answered at.", valueName: "exit"))
    var minExit: Int?

    @Option(help: "How samples are written: fp32 or uint8.")
    var datatype = WireDatatype.uint8

    @Option(help: ArgumentHelp("Confidence from which an exit is taken; above 1 runs to full depth.", valueName: "0…1"))
    var threshold: Double?

    @Option(help: "Connections at most, filled one after the other; by default 8, or 64 with --http1.")
    var connections: Int?

    @Flag(name: .customLong("http1"), help: "Speak HTTP/1.1, one request at a time on each connection.")
    var usesHTTP1 = false

    @Option(help: ArgumentHelp("Most requests under way; above it one that is due fails here.", valueName: "count"))
    var maxInFlight = 32_768

    @Option(help: "Decides arrivals, phases and the order of samples.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Authorities (PEM) to trust.", valueName: "file"))
    var ca: String?

    @Flag(help: "Accept any certificate.")
    var insecure = false

    @Option(help: ArgumentHelp("Folder of the models, for the normalization of fp32 samples.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Write the report as JSON.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("Write what was sent when, for `rubato simulate --replay`.", valueName: "file"))
    var record: String?

    @Option(
        help: ArgumentHelp(
            """
            A worker of the cluster, once each. Beside the record stands then FILE.yaml, a scenario with the delays, \
            stage times and profiles of the run: `rubato simulate FILE.yaml` replays it.
            """,
            valueName: "url"
        )
    )
    var worker: [ServerAddress] = []

    @Flag(help: "No progress, no summary.")
    var quiet = false

    /// A quarter of a second, unless the run is so long that a record would hold more than 400 moments.
    var recordedMoment: Duration { .milliseconds(max(250, Int(duration * 1e3 / 400))) }

    func validate() throws {
        let positive =
            [rate, duration, deadline, fps, skewSeconds].compactMap { $0 }
            + [streams, closed, connections].compactMap {
                $0.map(Double.init)
            }
        guard positive.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw ValidationError("numbers must be above 0") }
        guard (streams == nil) == (fps == nil) else { throw ValidationError("--streams and --fps only work together") }
        guard streams == nil || closed == nil else { throw ValidationError("--streams has no closed loop") }
        guard skewSeconds == nil || skew != nil else { throw ValidationError("--skew-seconds only goes with --skew") }
        guard streams != nil || minExit == nil else { throw ValidationError("--min-exit only goes with --streams") }
        guard worker.isEmpty || record != nil else { throw ValidationError("--worker only goes with --record") }
        guard maxInFlight > 0 else { throw ValidationError("--max-in-flight must be above 0") }
        if streams == nil, closed == nil, rate == nil, arrivals.needsRate {
            throw ValidationError("these arrivals need --rate")
        }
        if usesHTTP1, url.isSecure { throw ValidationError("--http1 only goes with http URLs") }
    }

    func run() throws {
        try ToolFailure.reporting {
            try LoadSession(self).run()
        }
    }
}

extension ArrivalPattern: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}
