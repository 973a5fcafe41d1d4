import Foundation
import Inference

/// Times an executor on the calling thread.
enum InferenceTiming {
    /// The thread-CPU time of each stage for one batch, in microseconds, averaged over the repetitions.
    static func microseconds(_ executor: any StageExecutor, batch: Int, repetitions: Int) throws -> [Double] {
        let count = executor.model.inputShape.reduce(1, *)
        let pixels = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let samples = try (0..<batch).map { _ in
            try pixels.withUnsafeBytes { try executor.stage(input: $0, datatype: .uint8) }
        }
        let stop = StopFlag()
        var times = [Double](repeating: 0, count: executor.model.stages.count)
        for repetition in 0...repetitions {
            var current = samples
            for stage in times.indices {
                let start = threadNanoseconds()
                let output = try executor.run(stage: stage, current, stop: stop)
                let time = Double(threadNanoseconds() - start)
                // The first repetition only warms the caches.
                if repetition > 0 { times[stage] += time / 1000 / Double(repetitions) }
                current = output.samples.compactMap(\.next)
            }
        }
        return times
    }

    static func median(_ list: [Double]) -> Double {
        list.isEmpty ? .nan : list.sorted()[list.count / 2]
    }

    static func threadNanoseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
