import CProcess
import Foundation

/// A running service: its process and, unless it writes to a file itself, the pipe with its output.
struct ChildProcess {
    let pid: pid_t
    let output: LineForwarder?

    /// Starts the program from this thread, with whose end the child is asked to end as well.
    ///
    /// - Parameters:
    ///   - spec: What to start.
    ///   - folder: Where the executables are.
    ///   - logFile: Where its output goes, `nil` for this process's standard error.
    /// - Throws: ``ToolFailure`` when the log or the process cannot be made.
    init(_ spec: ChildSpec, folder: String, logFile: String?) throws {
        let path = "\(folder)/\(spec.executable)"
        var ends: [Int32] = [-1, -1]
        if let logFile {
            ends[1] = open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        } else {
            _ = pipe(&ends)
            _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        guard ends[1] >= 0 else {
            throw ToolFailure.clusterFailed("cannot log to \(logFile ?? "a pipe"): \(String(cString: strerror(errno)))")
        }
        defer { close(ends[1]) }
        pid = Self.spawn(path, [path] + spec.arguments, spec.environment, output: ends[1])
        output = logFile == nil ? LineForwarder(descriptor: ends[0], name: spec.name) : nil
        guard pid > 0 else {
            throw ToolFailure.clusterFailed("cannot start \(path): \(String(cString: strerror(errno)))")
        }
    }

    private static func spawn(
        _ path: String,
        _ arguments: [String],
        _ added: [String: String],
        output: Int32
    ) -> pid_t {
        let environment = ProcessInfo.processInfo.environment.merging(added) { $1 }
        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        return process_spawn(path, &argumentPointers, &environmentPointers, output)
    }
}
