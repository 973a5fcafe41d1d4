import Inference
import Kernel
import ToolPolicy

/// Runs all stages of a model one after the other, as a worker does with samples that never leave early.
struct ModelBench {
    struct Result: Codable {
        let batch: Int
        /// Of one batch, from the staging of its samples to the last exit's scores.
        let medianMilliseconds: Double
        /// At the median.
        let samplesPerSecond: Double
        let runs: Int

        private enum CodingKeys: String, CodingKey {
            case batch, runs
            case medianMilliseconds = "median_ms"
            case samplesPerSecond = "samples_per_second"
        }
    }

    let executor: any StageExecutor
    private let time = MonotonicTime()

    init(executor: any StageExecutor) {
        self.executor = executor
    }

    /// Goes round through all sizes, so that a bad moment of the machine spoils a sample of each and not all of one.
    func measure(_ sizes: [Int], seconds: Double) throws -> [Result] {
        let samples = (0..<(sizes.max() ?? 1)).map(picture)
        for size in sizes { try run(samples.prefix(size)) }
        var times: [[Duration]] = sizes.map { _ in [] }
        let end = time.now + .seconds(seconds * Double(sizes.count))
        repeat {
            for (index, size) in sizes.enumerated() {
                let begin = time.now
                try run(samples.prefix(size))
                times[index].append(time.now - begin)
            }
        } while time.now < end
        return zip(sizes, times).map { size, times in
            let median = times.sorted()[times.count / 2]
            return Result(
                batch: size,
                medianMilliseconds: median.milliseconds,
                samplesPerSecond: Double(size) / median.seconds,
                runs: times.count
            )
        }
    }

    private func run(_ samples: ArraySlice<[UInt8]>) throws {
        var batch: [SampleActivation] = []
        for sample in samples {
            batch.append(try sample.withUnsafeBytes { try executor.stage(input: $0, datatype: .uint8) })
        }
        for stage in executor.model.stages.indices {
            batch = try executor.run(stage: stage, batch, stop: StopFlag()).samples.compactMap(\.next)
        }
    }

    /// Bytes without a pattern, the same in every run.
    private func picture(_ number: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(number))
        return (0..<executor.model.manifest.input.elementCount).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }
}
