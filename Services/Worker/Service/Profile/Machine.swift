import Glibc
// Owns `timespec` when the Swift runtime is linked statically.
import SwiftOverlayShims

/// What identifies the processor and the code that profiles hold for.
enum Machine {
    /// As the system names it, such as "AMD EPYC 7763 64-Core Processor".
    static let processorName: String = {
        let keys = ["model name", "CPU part", "cpu model"]
        for key in keys {
            let line = processorLines.first { $0.hasPrefix(key) }
            guard let line, let colon = line.firstIndex(of: ":") else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return "unknown processor"
    }()

    /// The processor's instructions, and whose code runs: the executable and its libraries, by name, size and time of change.
    ///
    /// Kernels are chosen by the former and are part of the latter, so that where it is equal they are.
    static let kernelGround: String = {
        let instructions = processorLines.first { $0.hasPrefix("flags") || $0.hasPrefix("Features") } ?? ""
        let maps = lines("/proc/self/maps").filter { $0.contains(" r-xp ") }
        let paths = Set(maps.compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } })
        return ([String(instructions)] + paths.map(version).sorted()).joined(separator: "\n")
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

    private static func version(ofFile path: String) -> String {
        var status = stat()
        stat(path, &status)
        let name = path.split(separator: "/").last ?? ""
        return "\(name) \(status.st_size) \(status.st_mtim.tv_sec)"
    }

    private static let processorLines = lines("/proc/cpuinfo")

    /// Not by Foundation, whose reader does not give all of `/proc/self/maps`.
    private static func lines(_ path: String) -> [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        var count = 0
        repeat {
            count = fread(&part, 1, part.count, file)
            text += part[..<count]
        } while count > 0
        return String(decoding: text, as: UTF8.self).split(separator: "\n")
    }
}
