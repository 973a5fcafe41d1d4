import ArgumentParser

/// The cloud tier of a cluster that `up` starts, behind an emulated WAN.
struct UpCloud: ParsableArguments {
    @Flag(help: "Start the cloud tier too.")
    var cloud = false

    @Option(help: ArgumentHelp("Emulated round trip to the cloud tier, for instance 40ms.", valueName: "time"))
    var cloudWanRtt: String?

    @Option(help: ArgumentHelp("Emulated share of lost exchanges with the cloud tier, 0…1.", valueName: "share"))
    var cloudWanLoss: Double?

    @Option(help: ArgumentHelp("Emulated jitter of each way, for instance 5ms.", valueName: "time"))
    var cloudWanJitter: String?

    @Option(
        help: ArgumentHelp(
            "When nothing passes the emulated WAN, for instance 5s..12s since the tier serves; may be repeated.",
            valueName: "span"
        )
    )
    var cloudWanOutage: [String] = []

    @Option(help: ArgumentHelp("What the emulated WAN carries per second, for instance 2MB.", valueName: "bytes"))
    var cloudWanBandwidth: String?

    @Option(help: ArgumentHelp("US dollars per millisecond of the cloud tier's work.", valueName: "price"))
    var cloudPricePerMs: Double?

    @Option(help: ArgumentHelp("US dollars per byte of the tensors sent there.", valueName: "price"))
    var cloudPricePerByte: Double?

    @Option(
        help: ArgumentHelp("Its executors: a number, or the least and the most, such as 1..3.", valueName: "count")
    )
    var cloudExecutors: String?

    @Option(help: ArgumentHelp("How long one more takes to start, for instance 500ms.", valueName: "time"))
    var cloudExecutorStart: String?

    @Option(
        help: ArgumentHelp(
            "Which part of all jobs at workers may be sent there as copies when they may be late, 0…1.",
            valueName: "share"
        )
    )
    var hedgeShare: Double?

    func apply(to options: inout ClusterPlan.Options) {
        options.cloud = cloud
        options.wanRoundTrip = cloudWanRtt
        options.wanLoss = cloudWanLoss
        options.wanJitter = cloudWanJitter
        options.wanOutages = cloudWanOutage
        options.wanBandwidth = cloudWanBandwidth
        options.pricePerMillisecond = cloudPricePerMs
        options.pricePerByte = cloudPricePerByte
        options.executors = cloudExecutors
        options.executorStart = cloudExecutorStart
        options.hedgeShare = hedgeShare
    }
}
