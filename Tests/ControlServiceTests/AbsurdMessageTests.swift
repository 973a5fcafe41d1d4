import AdmissionPolicy
import AdmissionService
import Domain
import Kernel
import Messages
import SchedulerPolicy
import SchedulerService
import Testing

/// Messages of few jobs, batches and stages, so that they often mean something, and of wild numbers now and then.
@Suite("Whatever well-formed messages say")
struct AbsurdMessageTests {
    @Test("the scheduler stays up and keeps the lane", arguments: UInt64(0)..<40)
    func reports(seed: UInt64) async throws {
        let name = LanePolicyCatalog.names[Int(seed) % LanePolicyCatalog.names.count]
        let cluster = SchedulerWorld(makePolicy: {
            guard let policy = LanePolicyCatalog.make(name, configuration: LaneConfiguration(maxPending: 6)) else {
                preconditionFailure("a policy that is listed can be made")
            }
            return policy
        })
        var random = SeededGenerator(seed: seed)
        let worker = try await cluster.worker(named: "w1")
        for _ in 0..<60 {
            try await worker.send(report(&random))
            await cluster.world.pass(.microseconds(Int.random(in: 0...4_000, using: &random)))
        }
        #expect(worker.inbox.end == nil)
        #expect(try await cluster.world.metric("rubato_scheduler_lanes") == "1")
    }

    @Test("admission stays up and answers every ask", arguments: UInt64(0)..<40)
    func asks(seed: UInt64) async throws {
        let cluster = AdmissionWorld()
        var random = SeededGenerator(seed: seed)
        let gateway = try await cluster.gateway()
        var (asked, answered, closed) = (0, 0, 0)
        var waiting: [String: Int] = [:]
        func listen() {
            for verdict in gateway.inbox.messages {
                answered += verdict.jobs.count
                // One that nobody waits for tells that a promise has moved to another worker.
                for stream in verdict.streams {
                    guard let count = waiting[stream.stream], count > 0 else { continue }
                    waiting[stream.stream] = count - 1
                    answered += 1
                }
            }
        }
        for _ in 0..<60 {
            if Int.random(in: 0..<5, using: &random) == 0 {
                try await cluster.show(
                    ["w1", "w2"].prefix(Int.random(in: 0...2, using: &random)).map { Samples.member($0) }
                )
            }
            let ask = ask(&random)
            // A stream that is closed while it waits for a lane's table or a move may get a verdict and needs none.
            asked += ask.jobs.count + ask.streams.count
            for stream in ask.closedStreams { closed += waiting.removeValue(forKey: stream) ?? 0 }
            for stream in ask.streams { waiting[stream.stream, default: 0] += 1 }
            try await gateway.send(ask)
            await cluster.world.pass(.microseconds(Int.random(in: 0...4_000, using: &random)))
            listen()
        }
        await cluster.world.pass(.seconds(2))
        listen()
        #expect(gateway.inbox.end == nil)
        #expect((asked - closed...asked).contains(answered))
    }

    private func report(_ random: inout SeededGenerator) -> Rubato_V1_LaneReport {
        var report = Rubato_V1_LaneReport()
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            var arrival = Samples.arrival(job(&random), budget: .zero)
            arrival.budgetUs = number(20_000, &random)
            arrival.bestEffort = Bool.random(using: &random)
            arrival.windowUs = number(8_000, &random)
            arrival.stagesDone = UInt32(clamping: number(2, &random))
            arrival.rule.lastExit = UInt32(clamping: number(2, &random))
            arrival.rule.mandatoryExit = UInt32.random(in: 0...min(arrival.rule.lastExit, 3), using: &random)
            arrival.model.version = Int.random(in: 0..<20, using: &random) == 0 ? "9" : "1"
            report.arrived.append(arrival)
        }
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let jobs = (0..<Int.random(in: 0...3, using: &random)).map { _ in job(&random) }
            let done = Samples.done(
                UInt64.random(in: 0...12, using: &random),
                stage: UInt32(clamping: number(1, &random)),
                jobs: jobs,
                left: Bool.random(using: &random),
                ended: Bool.random(using: &random)
            )
            report.done += done.done
        }
        if Bool.random(using: &random) { report.withdrawn = [job(&random)] }
        if Int.random(in: 0..<30, using: &random) == 0 { report.registered = Samples.registration("w1").registered }
        return report
    }

    private func ask(_ random: inout SeededGenerator) -> Rubato_V1_AdmissionAsk {
        var ask = Rubato_V1_AdmissionAsk()
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            var job = Samples.ask(job(&random)).jobs[0]
            job.budgetUs = number(40_000, &random)
            job.rule.lastExit = UInt32(clamping: number(2, &random))
            job.rule.mandatoryExit = UInt32.random(in: 0...min(job.rule.lastExit, 3), using: &random)
            job.bestEffortAllowed = Bool.random(using: &random)
            job.avoidWorker = Bool.random(using: &random) ? "w1" : ""
            ask.jobs.append(job)
        }
        if Bool.random(using: &random) {
            var stream = Samples.stream("s\(job(&random))")
            stream.periodUs = max(1, number(50_000, &random))
            stream.deadlineUs = max(1, number(50_000, &random))
            stream.frames = number(3, &random)
            if Bool.random(using: &random) { stream.mandatoryExit = UInt32(clamping: number(2, &random)) }
            ask.streams = [stream]
        }
        if Bool.random(using: &random) { ask.settled = [job(&random)] }
        if Bool.random(using: &random) { ask.broken = ["w1", "w\(job(&random))"] }
        if Bool.random(using: &random) { ask.closedStreams = ["s\(job(&random))"] }
        return ask
    }

    private func job(_ random: inout SeededGenerator) -> UInt64 { UInt64.random(in: 0..<9, using: &random) }

    /// Mostly up to the given one, sometimes the largest there is.
    private func number(_ usual: UInt64, _ random: inout SeededGenerator) -> UInt64 {
        Int.random(in: 0..<15, using: &random) == 0 ? .max : UInt64.random(in: 0...usual, using: &random)
    }
}
