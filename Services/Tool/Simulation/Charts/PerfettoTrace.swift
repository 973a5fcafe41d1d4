import Domain

/// A run in the Chrome trace format, which ui.perfetto.dev and chrome://tracing open.
package struct PerfettoTrace {
    private let result: SimulationResult
    private let scenario: Scenario
    private let window: ClosedRange<Int64>?

    /// - Parameters:
    ///   - result: Of a run that has kept its stages.
    ///   - scenario: Of the same run.
    ///   - window: The part that is written, in nanoseconds; `nil`: all.
    package init(_ result: SimulationResult, of scenario: Scenario, window: ClosedRange<Int64>? = nil) {
        self.result = result
        self.scenario = scenario
        self.window = window
    }

    package var json: String {
        var lines: [String] = [name("process_name", process: 1, thread: 0, "workers")]
        for (place, worker) in scenario.workers.enumerated() {
            lines.append(name("thread_name", process: 1, thread: place, worker.id.rawValue))
        }
        lines.append(name("process_name", process: 2, thread: 0, "jobs"))
        for run in result.stages where isShown(run.began, run.ended) { lines.append(box(run)) }
        for (number, job) in result.jobs.enumerated() where isShown(job.arrival, job.end) { lines += span(job, number) }
        return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\(lines.joined(separator: ",\n"))\n]}\n"
    }

    private func isShown(_ begin: Int64, _ end: Int64) -> Bool {
        window.map { end >= $0.lowerBound && begin <= $0.upperBound } ?? true
    }

    private func name(_ kind: String, process: Int, thread: Int, _ text: String) -> String {
        "{\"ph\":\"M\",\"name\":\"\(kind)\",\"pid\":\(process),\"tid\":\(thread),\"args\":{\"name\":\"\(text)\"}}"
    }

    private func box(_ run: StageRun) -> String {
        let model = scenario.models[run.model].served.id
        let jobs = run.jobs.map { String($0 + 1) }.joined(separator: ",")
        return
            "{\"ph\":\"X\",\"name\":\"\(model) stage \(run.stage)\",\"cat\":\"stage\",\"pid\":1,\"tid\":\(run.worker),"
            + "\"ts\":\(microseconds(run.began)),\"dur\":\(microseconds(run.ended - run.began)),"
            + "\"args\":{\"batch\":\(run.jobs.count),\"segment\":\(run.segment),\"stopped\":\(run.isStopped),"
            + "\"jobs\":[\(jobs)]}}"
    }

    private func span(_ job: JobRecord, _ number: Int) -> [String] {
        let head = "\"cat\":\"job\",\"id\":\(number + 1),\"pid\":2,\"tid\":0,\"name\":\"job \(number + 1)\""
        let fields =
            "\"exit\":\(job.exit),\"ending\":\"\(job.ending.rawValue)\",\"standing\":\"\(job.standing.rawValue)\""
        return [
            "{\"ph\":\"b\",\(head),\"ts\":\(microseconds(job.arrival)),\"args\":{\(fields)}}",
            "{\"ph\":\"e\",\(head),\"ts\":\(microseconds(max(job.end, job.arrival)))}",
        ]
    }

    private func microseconds(_ nanoseconds: Int64) -> String { SVG.short(Double(nanoseconds) / 1e3) }
}
