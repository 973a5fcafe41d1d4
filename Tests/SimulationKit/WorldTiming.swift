/// How the simulated worker and its control connection behave.
package struct WorldTiming: Sendable {
    /// From the lane to the worker.
    package var commandDelay: Duration
    /// From the worker to the lane.
    package var reportDelay: Duration
    /// What a stage takes, as shares of its bound; above 1 it overruns.
    package var stageShare: ClosedRange<Double>
    /// By how much an alarm may be late.
    package var alarmLateness: Duration

    package init(
        commandDelay: Duration = .microseconds(50),
        reportDelay: Duration = .microseconds(50),
        stageShare: ClosedRange<Double> = 1...1,
        alarmLateness: Duration = .microseconds(50)
    ) {
        self.commandDelay = commandDelay
        self.reportDelay = reportDelay
        self.stageShare = stageShare
        self.alarmLateness = alarmLateness
    }
}
