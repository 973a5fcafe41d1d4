import Domain
import Inference
import Kernel
import NPU
import NPUFiles
import Synchronization
import Telemetry
import Testing

@testable import WorkerService

@Suite("Emulated NPU")
struct EmulatedEngineTests {
    @Test("a stage ends when its modeled time has passed, with the values that the host has computed before")
    func endsAtModeledTime() throws {
        let rig = try EmulationRig(launch: 25, hostCost: .microseconds(10))
        let samples = EmulationRig.samples(1, 2)
        let first = try rig.run(0, samples)
        #expect(first.took == rig.length(of: 0..<3, batch: 2) + .microseconds(25))
        #expect(first.steps.map(\.confidence) == [0.5, 0.5])
        samples[0].withdraw()
        let second = try rig.run(1, [samples[1]])
        // Who stood behind the one that left is moved: 40 words of 2 bytes each way, at a byte a microsecond.
        #expect(second.took == rig.length(of: 3..<5, batch: 1) + .microseconds(25 + 160))
        #expect(rig.script.runs.map(\.tags) == [[1, 2], [2]])
        #expect(rig.metric("rubato_worker_npu_runs_total{model=\"net/1\"}") == 2)
        #expect(!rig.metrics.exposition().contains("npu_emulation_lag_seconds_count"))
    }

    @Test("values that come later than modeled are waited for, and say how late they are")
    func lagIsCounted() throws {
        let rig = try EmulationRig(hostCost: .milliseconds(500))
        let run = try rig.run(2, Self.before(2))
        let modeled = rig.length(of: 5..<6, batch: 1) + .microseconds(80)
        #expect(run.took == .milliseconds(500))
        #expect(run.steps[0].emulation?.lag == .milliseconds(500) - modeled)
        let line = "rubato_worker_npu_emulation_lag_seconds_count{model=\"net/1\",cause=\"values\"}"
        #expect(rig.metric(line) == 1)
    }

    @Test("lateness within the tolerance is none")
    func toleranceIsNoLag() throws {
        let modeled = try EmulationRig().length(of: 0..<3, batch: 1)
        let kept = try EmulationRig(hostCost: modeled + EmulatedEngine.tolerance)
        #expect(try kept.run(0, EmulationRig.samples(1)).steps[0].emulation?.lag == .zero)
        let late = try EmulationRig(hostCost: modeled + EmulatedEngine.tolerance + .nanoseconds(1))
        #expect(try late.run(0, EmulationRig.samples(1)).steps[0].emulation?.lag ?? .zero > .zero)
    }

    @Test("the energy of a run is the model's, in equal shares")
    func energyIsShared() throws {
        let rig = try EmulationRig()
        let steps = try rig.run(0, EmulationRig.samples(1, 2)).steps
        let joules = rig.table.cost(stage: 0, batch: 2).joules(on: rig.table.device)
        for step in steps {
            let share = try #require(step.emulation?.joules)
            #expect(abs(share - joules / 2) < 1e-6 * joules)
        }
        let total = try #require(rig.metric("rubato_worker_npu_energy_joules_total{model=\"net/1\"}"))
        #expect(abs(total - joules) < 1e-6 * joules)
    }

    @Test("all of a run is counted before its time has come, so that nothing delays the hand-over")
    func countedBefore() throws {
        let rig = try EmulationRig()
        let samples = EmulationRig.samples(1)
        let end = rig.length(of: 0..<3, batch: 1)
        let (seen, metrics) = (MetricsNote(), rig.metrics)
        rig.time.at(end) { seen.text.withLock { $0 = metrics.exposition() } }
        try rig.run(0, samples)
        #expect(seen.text.withLock { $0 }.contains("npu_modeled_seconds_total{model=\"net/1\"}"))
        #expect(seen.text.withLock { $0 } == metrics.exposition())
    }

    @Test("the profile is the modeled time with everybody moved and the margin, and names the device")
    func profileIsModeled() throws {
        let rig = try EmulationRig(launch: 100)
        let profile = rig.engine.device.profile(of: EmulationRig.model, rig.table, margin: 1.5)
        #expect(profile.stageCount == 3 && profile.capacity == 4)
        #expect(profile.provenance.device == "npu-small" && profile.provenance.precision == "f32")
        for (stage, layers) in [0..<3, 3..<5, 5..<6].enumerated() {
            // 40 words of 2 bytes each way for each of three samples, at a byte a microsecond.
            let moved = Duration.microseconds(stage > 0 ? 480 : 0)
            let modeled = rig.length(of: layers, batch: 3) + .microseconds(100) + moved
            #expect(profile.wcet(stage: stage, batchSize: 3) == modeled * 3 / 2)
        }
    }

    @Test("runs in any order take no longer together than their profile says", arguments: UInt64(0)..<50)
    func profileBoundsSequences(seed: UInt64) throws {
        let rig = try EmulationRig(launch: 30)
        let profile = rig.engine.device.profile(of: EmulationRig.model, rig.table, margin: 1)
        var random = SeededGenerator(seed: seed)
        var waiting: [[StagedSample]] = [EmulationRig.samples(1, 2, 3, 4, 5, 6, 7, 8), [], []]
        var (took, bound, moved) = (Duration.zero, Duration.zero, 0)
        while let stage = waiting.indices.filter({ !waiting[$0].isEmpty }).randomElement(using: &random) {
            waiting[stage].shuffle(using: &random)
            let batch = Array(waiting[stage].prefix(Int.random(in: 1...4, using: &random)))
            waiting[stage].removeFirst(batch.count)
            let run = try rig.run(stage, batch)
            took += run.took
            bound += profile.wcet(stage: stage, batchSize: batch.count)
            moved += run.took > rig.times.run(stage: stage, batch: batch.count) ? 1 : 0
            for sample in batch {
                if stage == 2 || random.chance(0.2) { sample.withdraw() } else { waiting[stage + 1].append(sample) }
            }
        }
        #expect(took <= bound)
        #expect(moved > 0)
    }

    /// One sample that stands before that stage.
    private static func before(_ stage: Int) -> [StagedSample] {
        let samples = EmulationRig.samples(7)
        for done in 0..<stage { samples[0].advance(past: done, carrying: UInt8(7)) }
        return samples
    }
}

/// What the metrics said at some time.
private final class MetricsNote: Sendable {
    let text = Mutex("")
}
