/// How long what passes between the processes is under way.
package struct NetworkSpec: Hashable, Sendable {
    /// From the device over gateway and admission until the tensor lies at the worker.
    package var uplink = Duration.microseconds(300)
    /// From the worker back to the device.
    package var downlink = Duration.microseconds(200)
    /// What of every budget the gateway and the worker keep for the way back, beyond ``downlink``.
    package var allowance = Duration.zero
    /// From the lane to its worker.
    package var commandDelay = Duration.microseconds(50)
    /// From the worker to its lane.
    package var reportDelay = Duration.microseconds(50)
    /// The most by which an alarm is late.
    package var alarmLateness = Duration.microseconds(50)
    /// How often admission is told the lanes' backlogs.
    package var viewInterval = Duration.milliseconds(50)
    /// From a worker's crash until its jobs are tried elsewhere.
    package var crashDetection = Duration.milliseconds(1)
    /// Where this says how a delay is spread, the delay itself is what is expected of it.
    package var spread = NetworkSpread()

    package init() {}
}
