import Inference
import Kernel
import Testing

@testable import WorkerService

@Suite("Stage profiler")
struct StageProfilerTests {
    private func profiler(_ script: StubScript, stages: Int, maxBatch: Int, seconds: Double) -> StageProfiler {
        StageProfiler(
            StubEngine(script, maxBatch: maxBatch),
            input: ModelInput(name: "image", shape: [1, 2, 2]),
            stages: stages,
            settings: ProfileSettings(seconds: seconds),
            time: MonotonicTime()
        )
    }

    @Test("Every stage is measured at every batch size, as it is run later")
    func measures() throws {
        let script = StubScript()
        let table = try profiler(script, stages: 3, maxBatch: 3, seconds: 0).measure()
        #expect(table.fits(stages: 3, maxBatch: 3))
        #expect(table.samples == 9)
        let expected = (1...3).flatMap { size in (0..<3).map { stage in [stage, size] } }
        #expect(script.runs.prefix(9).map { [$0.stage, $0.tags.count] } == expected)
    }

    @Test("Warming up runs every stage once at a batch size, so that no job meets a plan's slow first run")
    func warmsUp() throws {
        let script = StubScript()
        let profiler = profiler(script, stages: 2, maxBatch: 2, seconds: 9)
        for size in 1...2 { try profiler.warmUp(batchSize: size) }
        #expect(script.runs.map { [$0.stage, $0.tags.count] } == [[0, 1], [1, 1], [0, 2], [1, 2]])
    }
}
