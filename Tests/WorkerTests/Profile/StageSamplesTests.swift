import Domain
import Kernel
import Testing

@testable import WorkerService

@Suite("Stage samples")
struct StageSamplesTests {
    /// Samples of one stage at one batch size.
    private static func samples(_ durations: [Int64]) -> StageSamples {
        var samples = StageSamples(stages: 1, maxBatch: 1)
        for duration in durations {
            samples.add(.microseconds(duration), onProcessor: .microseconds(duration), stage: 0, batchSize: 1)
        }
        return samples
    }

    @Test("The bound is the largest ratio to the median that the number of samples supports")
    func quantile() {
        let table = Self.samples(Array(repeating: 100, count: 99) + [150]).table()
        #expect(table.quantile == 0.99)
        #expect(table.samples == 100)
        #expect(table.boundNanoseconds == [[100_000]])
        let fewer = Self.samples(Array(repeating: 100, count: 9) + [110, 150]).table()
        #expect(fewer.boundNanoseconds == [[110_000]])
    }

    @Test("A tail beyond twice the median is cut off")
    func fence() {
        let table = Self.samples([100, 100, 100, 4_000, 4_100]).table()
        #expect(table.boundNanoseconds == [[200_000]])
    }

    @Test("Time off the processor is not the stage's")
    func disturbed() {
        var samples = StageSamples(stages: 1, maxBatch: 1)
        for _ in 0..<5 { samples.add(.milliseconds(8), onProcessor: .milliseconds(2), stage: 0, batchSize: 1) }
        let table = samples.table()
        #expect(table.boundNanoseconds == [[2_000_000]])
        #expect(table.disturbed == 5)
    }

    @Test("Samples of different batch sizes are compared with their own medians")
    func cells() {
        var samples = StageSamples(stages: 1, maxBatch: 2)
        for _ in 0..<10 {
            samples.add(.microseconds(100), onProcessor: .microseconds(100), stage: 0, batchSize: 1)
            samples.add(.microseconds(180), onProcessor: .microseconds(180), stage: 0, batchSize: 2)
        }
        #expect(samples.table().boundNanoseconds == [[100_000, 180_000]])
    }

    @Test("What doubles a short stage says nothing about a long one where both have samples enough")
    func company() {
        var samples = StageSamples(stages: 2, maxBatch: 1)
        for index in 0..<StageSamples.company {
            let hiccup = index % 100 == 0 ? 18 : 0
            for (stage, usual) in [20, 1_000].enumerated() {
                let duration = Duration.microseconds(usual + hiccup)
                samples.add(duration, onProcessor: duration, stage: stage, batchSize: 1)
            }
        }
        #expect(samples.table().boundNanoseconds == [[38_000], [1_018_000]])
        #expect(samples.table().quantile == 0.999)
    }

    @Test("Cells of few samples are looked at with all others")
    func fewSamples() {
        var samples = StageSamples(stages: 2, maxBatch: 1)
        for duration in [100, 100, 100, 150] as [Int64] {
            samples.add(.microseconds(duration), onProcessor: .microseconds(duration), stage: 0, batchSize: 1)
            samples.add(.microseconds(1_000), onProcessor: .microseconds(1_000), stage: 1, batchSize: 1)
        }
        #expect(samples.table().quantile == 0.875)
        #expect(samples.table().boundNanoseconds == [[100_000], [1_000_000]])
    }

    @Test("The margin is a factor on the measured bounds, and where they come from is told")
    func profile() {
        let table = StageTable(boundNanoseconds: [[100_000, 180_000]], quantile: 0.99, samples: 100, disturbed: 0)
        let profile = table.profile(of: StubModel.id, device: "cpu", precision: "f32", margin: 1.5)
        #expect(profile.wcet(stage: 0, batchSize: 2) == .microseconds(270))
        #expect(profile.provenance.quantile == 0.99)
        #expect(profile.provenance.margin == 1.5)
    }
}
