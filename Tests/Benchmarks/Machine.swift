import Foundation

/// What a figure was measured on.
enum Machine {
    /// Processor, cores and the load average when asked.
    static var description: String {
        let cpuinfo = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model =
            cpuinfo.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? "?"
        let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
        return
            "\(model.trimmingCharacters(in: .whitespaces)), \(ProcessInfo.processInfo.processorCount) cores, load \(load)"
    }
}
