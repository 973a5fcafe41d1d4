import Domain
import Foundation
import Kernel
import NPUFiles
import WorkerService

/// Measures how exactly the emulated NPU's clock is kept, and whether this machine computes the values in time.
///
/// First waits alone; then the stages of the served model on the shipped devices, in every arithmetic, as the worker runs
/// them: on its compute thread, told to its event loop. Take it on a machine with an idle core.
func runEmulationBenchmark() throws {
    let time = MonotonicTime()
    let waiter = PreciseWaiter(time)
    print("waits, µs after their time: p50 · p99 · largest of 500; the share that keeps 50 µs")
    for length in [50, 200, 1_000, 5_000] {
        let late = (0..<500).map { _ in
            let end = time.now + .microseconds(length)
            waiter.wait(until: end)
            return time.now - end
        }
        print("  of \(length) µs: \(EmulationLateness.text(late))")
    }
    for name in ["zcu104", "micro"] {
        let file = try DeviceFile(path: "deploy/npu/\(name).yaml")
        for batch in [1, 8] {
            let stages = try EmulationStages(of: "fashion", on: file, batch: batch, time: time)
            let runs = stages.runs(rounds: 300)
            print("\(batch) of fashion on \(file.memberDevice) in \(file.arithmetic.rawValue), stage by stage:")
            print("  modeled · values ready here (p50), µs: \(stages.text)")
            print("  handed over − modeled:    \(EmulationLateness.text(runs.map(\.handedOver)))")
            print("  reported to loop − modeled: \(EmulationLateness.text(runs.map(\.reported)))")
        }
    }
}

/// Lists of how late something was, in words.
enum EmulationLateness {
    static func text(_ late: [Duration]) -> String {
        let sorted = late.sorted()
        let kept = 100 * Double(sorted.count { $0 <= EmulatedEngine.tolerance }) / Double(sorted.count)
        let shown = [sorted[sorted.count / 2], sorted[sorted.count * 99 / 100], sorted[sorted.count - 1]]
        return shown.map { String(format: "%.1f", Double($0.nanoseconds) / 1_000) }.joined(separator: " · ")
            + String(format: "; %.1f %%", kept)
    }
}
