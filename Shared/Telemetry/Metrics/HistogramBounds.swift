/// The ranges that the histograms of the cluster use, so that they can be added up over services.
package enum HistogramBounds {
    /// From 0.5 ms to 10 s: what a device sees.
    ///
    /// OpenTelemetry's advice for HTTP, refined below 5 ms.
    package static let requestSeconds = [
        0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]
    /// From 1 µs to 10 ms: what a decision takes.
    package static let decisionSeconds = [
        0.000001, 0.000002, 0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01,
    ]
    /// From 100 µs to 2.5 s: what a stage of a network takes, and what it has left.
    package static let stageSeconds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
    ]
    /// From 10 µs to 80 ms, ten steps a decade: what work waits between threads and processes.
    package static let handoverSeconds = [100.0, 1_000, 10_000, 100_000].flatMap { decade in
        [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8].map { $0 * decade / 1e7 }
    }
    /// What something took of its bound.
    package static let boundShares =
        stride(from: 20, through: 150, by: 5).map { Double($0) / 100 } + [1.75, 2, 2.5, 3, 4]
    /// From 10 µJ to 10 J: what one job takes of an accelerator.
    package static let jobJoules = [
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1, 10,
    ]
    /// Jobs in a batch.
    package static let batchSizes: [Double] = [1, 2, 4, 8, 16, 32, 64]
}
