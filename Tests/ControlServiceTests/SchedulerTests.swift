import Domain
import Kernel
import Messages
import SchedulerPolicy
import SchedulerService
import Testing
import Transport

@Suite("The scheduler")
struct SchedulerTests {
    @Test("grants a job that arrives on an idle lane at once, and forgets it when it has left")
    func grantsAtOnce() async throws {
        let cluster = SchedulerWorld()
        let worker = try await cluster.worker(named: "w1")
        try await worker.send(Samples.arrivals(7))
        let command = try #require(worker.inbox.messages.first)
        let segment = try #require(command.run.first)
        #expect(segment.jobs == [7])
        #expect(segment.firstStage == 0)
        #expect(segment.model == Rubato_V1_ModelKey(Samples.model))

        try await worker.send(Samples.done(segment.batch, stage: 0, jobs: [7], left: true))
        let pending = try await cluster.world.metric("rubato_scheduler_pending_jobs{worker=\"w1\"}")
        #expect(pending == "0")
        let answered = try await cluster.world.metric("rubato_scheduler_jobs_total{worker=\"w1\",event=\"answered\"}")
        #expect(answered == "1")
    }

    @Test("welcomes a worker with a command that tells it what it may begin by itself")
    func welcomes() async throws {
        let worker = try await SchedulerWorld().worker()
        try await worker.send(Samples.registration("w1"))
        #expect(worker.inbox.messages.map { $0.standing.models.count } == [1])
    }

    @Test("tells a policy of arrivals before withdrawals before finished stages, in one report")
    func ordersEvents() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        let worker = try await cluster.worker(named: "w1")
        var report = Samples.done(3, stage: 1, jobs: [], left: false)
        report.withdrawn = [5]
        report.arrived = [Samples.arrival(5), Samples.arrival(6)]
        try await worker.send(report)
        #expect(script.told == ["opened", "arrived [5, 6]", "withdrawn [5]", "done 3/1"])
    }

    @Test("sends what one report leads to as one command, unless that would change the order")
    func gathersActions() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        let worker = try await cluster.worker(named: "w1")
        let one = Segment(batch: BatchID(1), model: Samples.model, stages: 0...1, jobs: [JobID(1)])
        let two = Segment(batch: BatchID(2), model: Samples.model, stages: 1...1, jobs: [JobID(2)])

        script.answer(.stop, .release([JobID(8)]), .run(one), .run(two))
        try await worker.send(Samples.arrivals(1))
        let gathered = worker.inbox.messages
        #expect(gathered.count == 1)
        #expect(gathered.first?.stop == true)
        #expect(gathered.first?.release == [8])
        #expect(gathered.first?.run.map(\.batch) == [1, 2])

        script.answer(.run(one), .release([JobID(9)]), .stop)
        try await worker.send(Samples.arrivals(2))
        let split = worker.inbox.messages
        #expect(split.map(\.run.count) == [1, 0, 0])
        #expect(split.map(\.release) == [[], [9], []])
        #expect(split.map(\.stop) == [false, false, true])
    }

    @Test("sends a report's number back at once, with what the report leads to or alone")
    func echoes() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        let worker = try await cluster.worker(named: "w1")
        var report = Samples.arrivals(1)
        report.echo = 5
        script.answer(.release([JobID(9)]))
        try await worker.send(report)
        let command = worker.inbox.messages
        #expect(command.map(\.echo) == [5])
        #expect(command.map(\.release) == [[9]])

        var other = Samples.arrivals(2)
        other.echo = 6
        try await worker.send(other)
        #expect(worker.inbox.messages.map(\.echo) == [6])
        try await worker.send(Samples.arrivals(3))
        #expect(worker.inbox.messages.isEmpty)
    }

    @Test("asks a policy again when its alarm is due, and not before")
    func alarms() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        let worker = try await cluster.worker(named: "w1")
        script.answer(.setAlarm(cluster.world.time.now + .milliseconds(5)))
        try await worker.send(Samples.arrivals(1))
        await cluster.world.pass(.milliseconds(4))
        #expect(!script.told.contains("alarm"))
        script.answer(.release([JobID(1)]))
        await cluster.world.pass(.milliseconds(1))
        #expect(script.told.last == "alarm")
        #expect(worker.inbox.messages.map(\.release) == [[1]])
    }

    @Test("tells a lane what its streams may send, when admission says so and when the worker comes later")
    func promises() async throws {
        let script = ScriptedLane.Script()
        let cluster = SchedulerWorld { ScriptedLane(script) }
        _ = try await cluster.worker(named: "w1")
        let admission = try await cluster.watcher()
        let plan = WindowPlan(
            model: Samples.model,
            window: .milliseconds(10),
            burst: 2,
            framesPerSecond: 20,
            deadline: .milliseconds(40),
            mandatoryExit: 0
        )
        var request = Rubato_V1_WatchRequest()
        request.promises = [
            Rubato_V1_LanePromises(WorkerID("w1"), LanePlan(windows: [plan, plan])),
            Rubato_V1_LanePromises(WorkerID("w2"), LanePlan(windows: [plan])),
        ]
        try await admission.send(request)
        #expect(script.told == ["opened", "promised 2"])
        _ = try await cluster.worker(named: "w2")
        #expect(script.told == ["opened", "promised 2", "opened", "promised 1"])
        request.promises[0].plans[0].burst = .nan
        try await admission.send(request)
        #expect(admission.inbox.end?.code == .invalidArgument)
        #expect(try await cluster.world.metric("rubato_scheduler_malformed_total{call=\"watch\"}") == "1")
    }

    @Test("ends a lane that does not register first")
    func unregistered() async throws {
        let worker = try await SchedulerWorld().worker()
        try await worker.send(Samples.arrivals(1))
        #expect(worker.inbox.end?.code == .invalidArgument)
    }

    @Test(
        "ends a lane whose report makes no sense, and counts it",
        arguments: ["rule", "confidence", "nan", "name", "kind"]
    )
    func malformed(what: String) async throws {
        let cluster = SchedulerWorld()
        let worker = try await cluster.worker(named: "w1")
        var report = Samples.arrivals(1)
        switch what {
        case "rule": report.arrived[0].rule.mandatoryExit = 5
        case "confidence":
            report = Samples.done(1, stage: 0, jobs: [1], left: true)
            report.done[0].readings[0].confidence = 3
        case "nan":
            report = Samples.done(1, stage: 0, jobs: [1], left: true)
            report.done[0].readings[0].confidence = .nan
        case "name": report = Samples.registration("other")
        default: report = Samples.registration("w1", kind: .cloud)
        }
        try await worker.send(report)
        #expect(worker.inbox.end?.code == .invalidArgument)
        #expect(try await cluster.world.metric("rubato_scheduler_malformed_total{call=\"lane\"}") == "1")
        #expect(try await cluster.world.metric("rubato_scheduler_lanes") == "0")
    }

    @Test("survives reports that are well formed and absurd")
    func absurd() async throws {
        let cluster = SchedulerWorld()
        let worker = try await cluster.worker(named: "w1")
        var report = Samples.done(.max, stage: .max, jobs: [1, 1], left: true)
        report.withdrawn = [1, 1, 99]
        var arrival = Samples.arrival(1, budget: .zero)
        arrival.budgetUs = .max
        arrival.windowUs = .max
        arrival.stagesDone = .max
        var deep = Samples.arrival(2)
        deep.rule.lastExit = .max
        report.arrived = [arrival, arrival, deep, Samples.arrival(3, budget: .zero)]
        try await worker.send(report, report)
        #expect(worker.inbox.end == nil)
        await cluster.world.pass(.seconds(1))
        #expect(worker.inbox.end == nil)
    }

    @Test("turns workers and watchers away beyond its bounds")
    func bounds() async throws {
        var settings = SchedulerSettings(policy: "rubato", lane: LaneConfiguration())
        settings.maxLanes = 1
        settings.maxWatchers = 1
        let cluster = SchedulerWorld(settings: settings)
        let first = try await cluster.worker(named: "w1")
        #expect(try await cluster.worker(named: "w2").inbox.end?.code == .resourceExhausted)
        #expect(first.inbox.end == nil)
        let watcher = try await cluster.watcher()
        #expect(try await cluster.watcher().inbox.end?.code == .resourceExhausted)
        #expect(watcher.inbox.messages.last?.members.map(\.worker) == ["w1"])
        #expect(try await cluster.world.metric("rubato_scheduler_turned_away_total{call=\"lane\"}") == "1")
    }

    @Test("when it is to stop lets idle lanes go at once and busy ones when they are done")
    func drains() async throws {
        let cluster = SchedulerWorld()
        let idle = try await cluster.worker(named: "idle")
        let busy = try await cluster.worker(named: "busy")
        let watcher = try await cluster.watcher()
        try await busy.send(Samples.arrivals(1))
        let batch = try #require(busy.inbox.messages.first?.run.first?.batch)
        try await cluster.world.act { [scheduler = cluster.scheduler] in scheduler.assumeIsolated { $0.drain() } }
        #expect(idle.inbox.end?.code == .unavailable)
        #expect(watcher.inbox.end?.code == .unavailable)
        #expect(busy.inbox.end == nil)
        try await busy.send(Samples.done(batch, stage: 0, jobs: [1], left: true))
        #expect(busy.inbox.end?.code == .unavailable)
    }
}
