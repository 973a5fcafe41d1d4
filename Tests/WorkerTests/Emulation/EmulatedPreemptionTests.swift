import Inference
import Kernel
import NPU
import Testing

@testable import WorkerService

@Suite("Preemption on the emulated NPU")
struct EmulatedPreemptionTests {
    private static let saved = "rubato_worker_npu_preemptions_total{model=\"net/1\",work=\"saved\"}"
    private static let lost = "rubato_worker_npu_preemptions_total{model=\"net/1\",work=\"lost\"}"

    /// 40 words of 2 bytes, at a byte a microsecond.
    private static let move = Duration.microseconds(80)

    @Test("a stop takes effect at the end of the layer, the batch is saved, and goes on from there")
    func savedBatchGoesOn() throws {
        let rig = try EmulationRig()
        let samples = EmulationRig.samples(1, 2)
        let layer = rig.length(of: 0..<1, batch: 2)
        #expect(layer > EmulatedEngine.lookInterval)
        let stopped = try rig.stop(0, samples, after: layer / 2)
        #expect(stopped == layer + Self.move * 2)
        let rest = try rig.run(0, samples)
        #expect(rest.took == Self.move * 2 + rig.length(of: 1..<3, batch: 2))
        #expect(rest.steps.map(\.confidence) == [0.5, 0.5])
        #expect(rig.script.runs.map(\.tags) == [[1, 2]], "the host computes nothing twice")
        #expect(rig.metric(Self.saved) == 1)
    }

    @Test("the energy of a stopped run goes with its samples")
    func energyGoesAlong() throws {
        let (whole, parts) = (try EmulationRig(), try EmulationRig())
        let expected = try #require(try whole.run(0, EmulationRig.samples(1)).steps[0].emulation?.joules)
        let samples = EmulationRig.samples(1)
        _ = try parts.stop(0, samples, after: .microseconds(1))
        let joules = try #require(try parts.run(0, samples).steps[0].emulation?.joules)
        let device = parts.table.device
        let reload = parts.table.reloading(1, before: 1).joules(on: device)
        #expect(abs(joules - expected - reload) < 1e-6 * expected)
    }

    @Test("newcomers run alone up to the saved batch, and join it")
    func newcomersCatchUp() throws {
        let rig = try EmulationRig()
        let (old, new) = (EmulationRig.samples(1, 2), EmulationRig.samples(3))
        _ = try rig.stop(0, old, after: rig.length(of: 0..<2, batch: 2) - .microseconds(1))
        let run = try rig.run(0, new + old)
        let alone = rig.length(of: 0..<2, batch: 1)
        #expect(run.took == alone + Self.move * 2 + rig.length(of: 2..<3, batch: 3))
        #expect(rig.script.runs.map(\.tags) == [[1, 2], [3]])
        #expect(run.steps.map { $0.carried as? UInt8 } == [3, 1, 2])
    }

    @Test("while a batch is saved and awaited, another that is stopped begins its stage anew")
    func oneLevel() throws {
        let rig = try EmulationRig()
        let (old, new) = (EmulationRig.samples(1), EmulationRig.samples(2))
        _ = try rig.stop(0, old, after: .microseconds(1))
        let stopped = try rig.stop(0, new, after: .microseconds(1))
        #expect(stopped == rig.length(of: 0..<1, batch: 1), "nothing is saved")
        #expect(rig.metric(Self.lost) == 1)
        #expect(try rig.run(0, new).took == rig.length(of: 0..<3, batch: 1))
        new[0].withdraw()
        #expect(try rig.run(0, old).took == Self.move + rig.length(of: 1..<3, batch: 1))
    }

    @Test("a batch that nobody waits for is not saved, and gives its place to others")
    func nobodyIsLeft() throws {
        let rig = try EmulationRig()
        let (gone, next) = (EmulationRig.samples(1), EmulationRig.samples(2))
        rig.time.at(.microseconds(1)) { gone[0].withdraw() }
        #expect(try rig.stop(0, gone, after: .microseconds(1)) == rig.length(of: 0..<1, batch: 1))
        #expect(rig.metric(Self.lost) == 1)
        let abandoned = EmulationRig.samples(3)
        _ = try rig.stop(0, abandoned, after: .microseconds(1))
        abandoned[0].withdraw()
        _ = try rig.stop(0, next, after: .microseconds(1))
        #expect(rig.metric(Self.saved) == 2)
        #expect(try rig.run(0, next).took == Self.move + rig.length(of: 1..<3, batch: 1))
    }

    @Test("a stop that comes in the last layer is too late")
    func lastLayerEnds() throws {
        let rig = try EmulationRig()
        let samples = EmulationRig.samples(1)
        let whole = rig.length(of: 0..<3, batch: 1)
        #expect(try rig.stop(0, samples, after: whole - .microseconds(1)) == whole)
        #expect(samples[0].content(before: 1) != nil)
    }

    @Test("a stop while the host computes ends the layer that is modeled then")
    func hostIsStopped() throws {
        let rig = try EmulationRig(hostCost: .microseconds(30))
        let samples = EmulationRig.samples(1)
        #expect(try rig.stop(0, samples, after: .microseconds(10)) == rig.length(of: 0..<1, batch: 1) + Self.move)
        let rest = try rig.run(0, samples)
        #expect(rest.took == Self.move + rig.length(of: 1..<3, batch: 1))
        #expect(rig.script.runs.count == 2, "what the host had not finished it computes again")
    }

    @Test("a batch that goes on costs nothing; who is put off for others is saved, and loaded when it comes back")
    func betweenStages() throws {
        let rig = try EmulationRig()
        let (old, new) = (EmulationRig.samples(1, 2), EmulationRig.samples(3))
        try rig.run(0, old)
        #expect(try rig.run(0, new).took == rig.length(of: 0..<3, batch: 1) + Self.move * 2, "two are saved")
        let merged = try rig.run(1, new + old)
        #expect(merged.took == rig.length(of: 3..<5, batch: 3) + Self.move * 2, "and loaded")
        #expect(try rig.run(2, new + old).took == rig.length(of: 5..<6, batch: 3))
        #expect(
            try rig.run(0, EmulationRig.samples(4)).took == rig.length(of: 0..<3, batch: 1),
            "nothing is left of them"
        )
    }
}
