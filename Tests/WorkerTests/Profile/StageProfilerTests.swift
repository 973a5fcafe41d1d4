import Inference
import Kernel
import Testing

@testable import WorkerService

@Suite("Stage profiler")
struct StageProfilerTests {
    @Test("Every stage is measured at every batch size, as it is run later")
    func measures() throws {
        let script = StubScript()
        let profiler = StageProfiler(
            StubEngine(script, maxBatch: 3),
            input: ModelInput(name: "image", shape: [1, 2, 2]),
            stages: 3,
            settings: ProfileSettings(seconds: 0),
            time: MonotonicTime()
        )
        let table = try profiler.measure()
        #expect(table.fits(stages: 3, maxBatch: 3))
        #expect(table.samples == 9)
        let expected = (1...3).flatMap { size in (0..<3).map { stage in [stage, size] } }
        #expect(script.runs.prefix(9).map { [$0.stage, $0.tags.count] } == expected)
    }

    @Test("Warming up runs every stage once at every batch size, so that no job meets a plan's slow first run")
    func warmsUp() throws {
        let script = StubScript()
        let profiler = StageProfiler(
            StubEngine(script, maxBatch: 2),
            input: ModelInput(name: "image", shape: [1, 2, 2]),
            stages: 2,
            settings: ProfileSettings(seconds: 9),
            time: MonotonicTime()
        )
        try profiler.warmUp()
        #expect(script.runs.map { [$0.stage, $0.tags.count] } == [[0, 1], [1, 1], [0, 2], [1, 2]])
    }
}
