import Glibc

/// Where the lines of a process go.
package enum LogOutput {
    /// Writes a line to the standard output at once and whole, so that lines of several threads do not mix.
    ///
    /// What the reader does not take is lost: a service does not stop because its log does.
    @Sendable package static func standard(_ line: String) { put(line, to: STDOUT_FILENO) }

    /// Writes to the standard error, where the last words of a process go.
    @Sendable package static func standardError(_ line: String) { put(line, to: STDERR_FILENO) }

    private static func put(_ line: String, to descriptor: Int32) {
        var line = line
        line.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let written = write(descriptor, rest.baseAddress, rest.count)
                guard written > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }
}
