import Kernel

/// Reads the machine's clock for measurements beside a simulation.
enum Stopwatch {
    private static let time = MonotonicTime()

    static let nanoseconds: @Sendable () -> Int64 = { time.now.nanoseconds }
}
