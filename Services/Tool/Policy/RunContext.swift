/// Under which conditions a load run was made, so that its figures can be repeated.
package struct RunContext: Codable, Equatable, Sendable {
    package var command = ""
    package var url = ""
    package var model = ""
    package var server = ""
    package var policy: String?
    package var arrivals = ""
    package var seed: UInt64 = 0
    /// The deadline of each request.
    package var deadlineMilliseconds = 0.0
    /// How long requests were sent.
    package var seconds = 0.0
    /// What was really offered per second, over the time in which requests were sent.
    package var offeredRPS = 0.0
    package var connections = 0
    /// The most requests that were under way at once.
    package var peakInFlight = 0
    /// Processor time of the generator per offered request, in microseconds.
    package var generatorCPUMicroseconds = 0.0
    package var machine = ""
    /// The machine's one-minute load average at the start and at the end of the run.
    package var loadAverage: [Double] = []

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case command, url, model, server, policy, arrivals, seed, seconds, connections, machine
        case deadlineMilliseconds = "deadline_ms"
        case offeredRPS = "offered_rps"
        case peakInFlight = "peak_in_flight"
        case generatorCPUMicroseconds = "generator_cpu_us_per_request"
        case loadAverage = "load_average"
    }
}
