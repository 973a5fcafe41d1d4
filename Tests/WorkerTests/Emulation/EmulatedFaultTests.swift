import Inference
import Kernel
import NPUFiles
import Testing

@testable import WorkerService

@Suite("Faults of the emulated NPU")
struct EmulatedFaultTests {
    private static func faults(_ change: (inout DeviceFaults) -> Void) -> DeviceFaults {
        var faults = DeviceFaults()
        change(&faults)
        return faults
    }

    private static func count(_ kind: String, _ rig: EmulationRig) -> Double? {
        rig.metric("rubato_worker_npu_faults_total{kind=\"\(kind)\"}")
    }

    @Test("a hot device takes a factor longer")
    func throttling() throws {
        let rig = try EmulationRig(
            faults: Self.faults {
                $0.throttleAfterSeconds = 1e-6
                $0.throttleFactor = 3
            }
        )
        let cool = rig.length(of: 0..<3, batch: 1)
        #expect(try rig.runOnce() == cool)
        #expect(try rig.runOnce() == cool * 3)
        #expect(Self.count("throttled_run", rig) == 1)
    }

    @Test("stalls come as often as the file says, and each costs its time")
    func stalls() throws {
        let rig = try EmulationRig(
            faults: Self.faults {
                $0.stallProbability = 0.25
                $0.stallMicroseconds = 700
            }
        )
        let modeled = rig.length(of: 0..<3, batch: 1)
        let extra = try (0..<400).map { _ in try rig.runOnce() - modeled }
        #expect(Set(extra) == [.zero, .microseconds(700)])
        let stalls = extra.count { $0 > .zero }
        #expect((60...140).contains(stalls))
        #expect(Self.count("stall", rig) == Double(stalls))
    }

    @Test("the process ends with the first stage of the last sample that it bears")
    func crash() throws {
        let rig = try EmulationRig(faults: Self.faults { $0.crashAfterJobs = 3 })
        let samples = EmulationRig.samples(1, 2)
        try rig.run(0, samples)
        try rig.run(1, samples)
        #expect(rig.crashes == 0, "later stages of the same samples do not count")
        try rig.run(0, EmulationRig.samples(3))
        #expect(rig.crashes == 1)
    }

    @Test("a stage whose transfer had a wrong bit is run again, and takes that longer")
    func repeated() throws {
        let rig = try EmulationRig(
            faults: Self.faults {
                $0.bitErrorProbability = 0.1
                $0.seed = 5
            }
        )
        let modeled = rig.length(of: 0..<3, batch: 1)
        var repeats: [Int] = []
        for _ in 0..<200 {
            do {
                let took = try rig.runOnce()
                repeats.append(Int(took / modeled))
                #expect(took == modeled * repeats[repeats.count - 1])
            } catch InferenceError.backend {
                repeats.append(EmulatedEngine.attemptLimit)
            }
        }
        // A run has two transfers, so 0.19 of all runs are repeated.
        #expect((20...56).contains(repeats.count { $0 > 1 }))
        #expect(Self.count("dma_error", rig) ?? 0 >= Double(repeats.count { $0 > 1 }))
    }

    @Test("a stage whose transfers always fail is reported as failed")
    func failed() throws {
        let rig = try EmulationRig(faults: Self.faults { $0.bitErrorProbability = 1 })
        #expect(throws: InferenceError.self) { try rig.run(0, EmulationRig.samples(1)) }
        #expect(Self.count("failed_run", rig) == 1)
        #expect(Self.count("dma_error", rig) == 6)
        #expect(rig.time.now == .origin + rig.length(of: 0..<3, batch: 1) * 3)
    }

    @Test("the checksum is CRC-32, and finds a wrong bit wherever it is")
    func checksum() {
        #expect(TransferCheck.sum("123456789".utf8) == 0xCBF4_3926)
        let bytes = (0..<64).map { UInt8($0 * 3) }
        #expect((0..<512).allSatisfy { !TransferCheck.passes(bytes, turning: $0) })
    }

    @Test("the same seed draws the same faults")
    func seeds() {
        var faults = DeviceFaults()
        faults.bitErrorProbability = 0.5
        var (one, other) = (FaultDice(faults), FaultDice(faults))
        let bits = (0..<100).map { _ in one.wrongBit(ofBytes: 1_000) }
        #expect(bits == (0..<100).map { _ in other.wrongBit(ofBytes: 1_000) })
        #expect(Set(bits).count > 30)
        faults.seed = 2
        var third = FaultDice(faults)
        #expect(bits != (0..<100).map { _ in third.wrongBit(ofBytes: 1_000) })
    }
}
