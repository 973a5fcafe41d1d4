/// What a simulation keeps and tells beside its jobs.
package struct SimulatorOptions: Sendable {
    /// Whether every stage run is kept, for charts and traces.
    package var keepsStages = false
    /// Reads a clock of the machine in nanoseconds, so that the policies' own time is measured; it decides nothing.
    package var stopwatch: (@Sendable () -> Int64)?
    /// Told the share of the simulated time that has passed, every so many events.
    package var progress: (@Sendable (Double) -> Void)?
    package var progressInterval = 0

    package init() {}
}
