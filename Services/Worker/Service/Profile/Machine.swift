import Glibc
// Owns `timespec` when the Swift runtime is linked statically.
import SwiftOverlayShims

/// What identifies the processor that profiles hold for.
enum Machine {
    /// As the system names it, such as "AMD EPYC 7763 64-Core Processor".
    static let processorName: String = {
        let lines = read("/proc/cpuinfo").split(separator: "\n")
        let keys = ["model name", "CPU part", "cpu model"]
        for key in keys {
            guard let line = lines.first(where: { $0.hasPrefix(key) }), let colon = line.firstIndex(of: ":") else {
                continue
            }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return "unknown processor"
    }()

    /// The processor time of the calling thread.
    static var threadTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Lets event loops go before the calling thread where both want a core: they need microseconds and others wait for
    /// them, kernels need milliseconds and have a deadline policy behind them.
    static func yieldToLoops() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
    }

    private static func read(_ path: String) -> String {
        guard let file = fopen(path, "r") else { return "" }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
