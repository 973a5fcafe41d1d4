import CloudPolicy
import CloudService
import Domain
import Kernel
import Messages
import ServiceKit
import Testing
import Transport

@testable import WorkerService

@Suite("Cloud service")
struct CloudServiceTests {
    @Test("A job runs to the deepest exit, however confident it is, and is answered with WAN and price")
    func answered() async throws {
        let rig = try await CloudRig()
        let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.1)
        let began = MonotonicTime().now
        let (reply, _) = try await rig.send(JobCall(1, rule: rule), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(MonotonicTime().now - began >= .milliseconds(60))
        let result = try reply.result()
        #expect(result.exit == 2)
        #expect(result.emulatedWanUs == 60_000)
        #expect(result.member == "c1")
        #expect(result.priceUsd > 0)
        let total = try #require(rig.metric("rubato_cloud_cost_usd_total"))
        #expect(abs(total - result.priceUsd) < 1e-12)
        #expect(rig.metric("rubato_cloud_emulated_wan_delay_seconds_total") == 0.06)
    }

    @Test("A tensor's bytes are billed beside the time, and take as long as the emulated WAN needs for them")
    func bytes() async throws {
        let rig = try await CloudRig(roundTrip: .zero, bytesPerSecond: 100, pricePerByte: 0.25)
        let (reply, _) = try await rig.send(JobCall(1), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        let result = try reply.result()
        #expect(result.emulatedWanUs == 40_000, "four bytes at a hundred a second")
        #expect(rig.metric("rubato_cloud_received_bytes_total") == 4)
        #expect(rig.metric("rubato_cloud_transfer_cost_usd_total") == 1)
        let total = try #require(rig.metric("rubato_cloud_cost_usd_total"))
        #expect(total > 1 && abs(total - result.priceUsd) < 1e-9)
    }

    @Test("It registers as cloud with round trip, bandwidth and prices, and is ready then")
    func registers() async throws {
        let rig = try await CloudRig(bytesPerSecond: 2e6, pricePerByte: 1e-9)
        let scheduler = rig.scheduler
        #expect(try await rig.eventually { !scheduler.registrations.isEmpty && rig.readiness.reason == nil })
        let member = try #require(try await rig.onLoop { scheduler.registrations.first?.domain })
        #expect(member.kind == .cloud)
        #expect(member.roundTrip == .milliseconds(60))
        #expect(member.pricePerMillisecond == 0.5)
        #expect(member.pricePerByte == 1e-9)
        #expect(member.bytesPerSecond == 2e6)
    }

    @Test("A lost request breaks after a retransmission's time and is never run")
    func loses() async throws {
        let rig = try await CloudRig(lossShare: 1)
        let began = MonotonicTime().now
        let (reply, _) = try await rig.send(JobCall(1), waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.failure != nil)
        #expect(MonotonicTime().now - began >= .milliseconds(200))
        #expect(rig.script.runs.isEmpty)
        #expect(rig.metric("rubato_cloud_emulated_wan_lost_total") == 1)
    }

    @Test("A job that cannot be back in time is refused at once, and costs nothing")
    func hopeless() async throws {
        let rig = try await CloudRig()
        var call = JobCall(1)
        // 60 ms of WAN leave less than the 6 ms that the stages are bounded by.
        call.budget = "65m"
        let (reply, _) = try await rig.send(call, waitsForArrival: false)
        #expect(try await rig.eventually { reply.isOver })
        #expect(reply.status == 429)
        #expect(rig.metric(#"rubato_cloud_refused_total{reason="cannot_cover"}"#) == 1)
        #expect(rig.metric("rubato_cloud_cost_usd_total") == 0)
        #expect(rig.script.runs.isEmpty)
    }

    @Test("Two executors run two jobs at once, each on its own thread")
    func executors() async throws {
        let rig = try await CloudRig(roundTrip: .zero, executors: PoolLimits(least: 2, most: 2))
        let gates = [Gate(), Gate()]
        for gate in gates { rig.script.hold(at: gate) }
        let (first, _) = try await rig.send(JobCall(1, tag: 1), waitsForArrival: false)
        #expect(await gates[0].waitForEntry())
        let (second, _) = try await rig.send(JobCall(2, tag: 2), waitsForArrival: false)
        #expect(await gates[1].waitForEntry(), "it runs beside the first one")
        #expect(rig.metric("rubato_cloud_executors") == 2)
        for gate in gates { gate.open() }
        #expect(try await rig.eventually { first.isOver && second.isOver })
        #expect(first.status == 200 && second.status == 200)
    }

    @Test("Backlog is told while work waits, and is zero at the end")
    func backlog() async throws {
        let rig = try await CloudRig(roundTrip: .zero)
        let scheduler = rig.scheduler
        let gate = Gate()
        rig.script.hold(at: gate)
        let (first, _) = try await rig.send(JobCall(1), waitsForArrival: false)
        #expect(await gate.waitForEntry())
        let (second, _) = try await rig.send(JobCall(2), waitsForArrival: false)
        #expect(try await rig.eventually { scheduler.reports.contains { $0.backlogUs >= 6_000 } })
        gate.open()
        #expect(try await rig.eventually { first.isOver && second.isOver })
        #expect(try await rig.eventually { scheduler.reports.last?.backlogUs == 0 })
    }

    @Test("When the queue is full a newcomer is refused")
    func full() async throws {
        let rig = try await CloudRig(roundTrip: .zero, queueLimit: 1)
        let gate = Gate()
        rig.script.hold(at: gate)
        let (first, _) = try await rig.send(JobCall(1), waitsForArrival: false)
        #expect(await gate.waitForEntry())
        let (second, _) = try await rig.send(JobCall(2), waitsForArrival: false)
        let (third, _) = try await rig.send(JobCall(3), waitsForArrival: false)
        #expect(try await rig.eventually { third.isOver })
        #expect(third.status == 429)
        gate.open()
        #expect(try await rig.eventually { first.isOver && second.isOver })
        #expect(second.status == 200)
    }

    @Test("Those that wait alike are run in one batch and share its price")
    func batches() async throws {
        let rig = try await CloudRig(roundTrip: .zero)
        let gate = Gate()
        rig.script.hold(at: gate)
        let (first, _) = try await rig.send(JobCall(1, tag: 1), waitsForArrival: false)
        #expect(await gate.waitForEntry())
        let (second, _) = try await rig.send(JobCall(2, tag: 2), waitsForArrival: false)
        let (third, _) = try await rig.send(JobCall(3, tag: 3), waitsForArrival: false)
        try await rig.onLoop {}
        gate.open()
        #expect(try await rig.eventually { first.isOver && second.isOver && third.isOver })
        #expect(rig.script.runs.last?.tags == [2, 3])
        #expect(try second.result().priceUsd == third.result().priceUsd)
        #expect(try second.result().batchSize == 2)
    }

    @Test("Half a round trip each way, and losses by seed")
    func emulation() {
        var wan = WANEmulation(roundTrip: .milliseconds(300), lossShare: 0.25, seed: 7)
        var again = wan
        #expect(wan.oneWay == .milliseconds(150))
        #expect(wan.lossDelay == .milliseconds(600))
        let losses = (0..<4_000).map { _ in wan.loses() }
        #expect((800...1_200).contains(losses.filter { $0 }.count))
        let same = (0..<4_000).map { _ in again.loses() }
        #expect(losses == same)
    }

    @Test("Tensors share what the way in carries, one after the other")
    func bandwidth() {
        var wan = WANEmulation(roundTrip: .milliseconds(40), lossShare: 0, bytesPerSecond: 1e6, seed: 3)
        #expect(wan.entry(at: .zero, bytes: 10_000) == .milliseconds(30))
        #expect(wan.entry(at: .milliseconds(4), bytes: 10_000) == .milliseconds(36))
        #expect(wan.entry(at: .seconds(1), bytes: 10_000) == .milliseconds(30))
        #expect(wan.crossing(at: .seconds(1)) == .milliseconds(20))
    }

    @Test("Jitter makes ways longer, by its mean")
    func jitter() {
        var wan = WANEmulation(roundTrip: .milliseconds(40), jitter: .milliseconds(10), lossShare: 0, seed: 3)
        let ways = (0..<4_000).map { _ in wan.crossing(at: .zero) }
        #expect(ways.allSatisfy { $0 >= .milliseconds(20) })
        let mean = ways.reduce(.zero, +) / 4_000
        #expect((Duration.milliseconds(29)...Duration.milliseconds(31)).contains(mean))
    }

    @Test("What is under way during an outage comes one way after its end")
    func outages() throws {
        let outages = try #require(WANOutages(spans: ["1s..3s", "5s..6s"]))
        var wan = WANEmulation(roundTrip: .milliseconds(40), lossShare: 0, outages: outages, seed: 3)
        #expect(wan.crossing(at: .milliseconds(900)) == .milliseconds(20))
        #expect(wan.crossing(at: .milliseconds(990)) == .milliseconds(2_030))
        #expect(wan.crossing(at: .seconds(2)) == .milliseconds(1_020))
        #expect(wan.crossing(at: .milliseconds(3_001)) == .milliseconds(20))
        #expect(wan.crossing(at: .milliseconds(5_500)) == .milliseconds(520))
    }

    @Test("During an outage a job neither arrives nor is answered, and one that is given up is never run")
    func holdsBack() async throws {
        let rig = try await CloudRig(outages: try #require(WANOutages(spans: ["0s..600s"])))
        let (reply, exchange) = try await rig.send(JobCall(1), waitsForArrival: false)
        try await Task.sleep(for: .milliseconds(150))
        #expect(!reply.isOver)
        try await rig.onLoop { exchange.cancel() }
        #expect(try await rig.eventually { rig.metric("rubato_cloud_canceled_total") == 1 })
        #expect(rig.script.runs.isEmpty)
    }

    @Test(
        "Spans that are none, or out of order, are refused",
        arguments: [["5s"], ["5s.."], ["5..6"], ["6s..5s"], ["1s..2s..3s"], ["1s..5s", "4s..6s"]]
    )
    func noOutages(spans: [String]) {
        #expect(WANOutages(spans: spans) == nil)
    }

    @Test("A connectivity trace gives the same as the spans in it")
    func trace() throws {
        let text = "# bus line 4\n0 up\n1.0 down\n3 up # garage\n\n5 down\n5.5 down\n6 up\n"
        #expect(try WANOutages(trace: text) == WANOutages(spans: ["1s..3s", "5s..6s"]))
        var wan = WANEmulation(roundTrip: .zero, lossShare: 0, outages: try WANOutages(trace: "2 down"), seed: 1)
        #expect(wan.crossing(at: .seconds(3)) > .seconds(3_600))
    }

    @Test(
        "A damaged trace is refused with its line",
        arguments: [("1 up\nx down", 2), ("1 off", 1), ("2 up\n\n1 down", 3), ("1", 1), ("-3 up", 1), ("nan up", 1)]
    )
    func damagedTrace(text: String, line: Int) {
        #expect(throws: TraceFailure(line: line)) { try WANOutages(trace: text) }
    }

    @Test("A time is a number and a unit", arguments: [("40ms", 40_000), ("0.5s", 500_000), ("250us", 250)])
    func timeSpan(text: String, microseconds: Int64) {
        #expect(TimeSpan(text)?.duration == .microseconds(microseconds))
    }

    @Test("A rate is a number and a unit", arguments: [("250kB", 250e3), ("1.5MB", 1.5e6), ("2GB", 2e9)])
    func byteRate(text: String, rate: Double) {
        #expect(ByteRate(text)?.bytesPerSecond == rate)
    }

    @Test("A rate without unit, or none above zero, is none", arguments: ["40", "0MB", "-1kB", "MB", "nanMB"])
    func noByteRate(text: String) {
        #expect(ByteRate(text) == nil)
    }

    @Test("Executors are a number or two", arguments: [("1", 1, 1), ("3", 3, 3), ("1..4", 1, 4)])
    func executorRange(text: String, least: Int, most: Int) throws {
        let range = try #require(ExecutorRange(text))
        #expect(range.least == least && range.most == most)
    }

    @Test("Executors out of order or bounds are none", arguments: ["0", "4..1", "1..", "1..2..3", "65", "x", "-1..2"])
    func noExecutorRange(text: String) {
        #expect(ExecutorRange(text) == nil)
    }

    @Test("A time without unit, or a negative one, is none", arguments: ["40", "-1ms", "ms", "1h", "nans"])
    func noTimeSpan(text: String) {
        #expect(TimeSpan(text) == nil)
    }
}
