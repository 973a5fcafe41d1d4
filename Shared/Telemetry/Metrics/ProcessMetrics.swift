import Glibc
import Kernel

/// What the kernel says of this process, under the names that every Prometheus dashboard knows.
package enum ProcessMetrics {
    /// Has them read at every scrape.
    package static func install(in registry: MetricsRegistry) {
        let memory = registry.gauge("process_resident_memory_bytes", "Resident memory size.").with()
        let processor = registry.counter("process_cpu_seconds_total", "User and system CPU time spent.").with()
        let files = registry.gauge("process_open_fds", "Number of open file descriptors.").with()
        let limit = registry.gauge("process_max_fds", "Maximum number of open file descriptors.").with()
        let start = registry.gauge("process_start_time_seconds", "Start time since the Unix epoch.").with()
        let uptime = registry.gauge("rubato_uptime_seconds", "Time since the service began to start.").with()
        let time = MonotonicTime()
        let origin = time.now
        start.set(Int(Glibc.time(nil)))
        registry.beforeScrape {
            memory.set(residentBytes())
            processor.add(processorSeconds() - processor.value)
            files.set(openFiles())
            limit.set(fileLimit())
            uptime.set((time.now - origin).seconds)
        }
    }

    /// Resident memory, in bytes; 0 if the kernel does not say.
    package static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Processor time of all threads since the start of the process.
    package static func processorSeconds() -> Double {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    private static func openFiles() -> Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not counted: the entries for the folder and its parent, and the descriptor that reads it.
        return max(0, count - 3)
    }

    private static func fileLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return Int(clamping: limit.rlim_cur)
    }
}
