import Foundation

/// The two streams of the terminal; results go to standard output, everything else to standard error.
enum Console {
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func print(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    static func error(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Replaces the terminal's current line.
    static func progress(_ line: String) {
        write("\r\u{1B}[K" + line, to: STDERR_FILENO)
    }

    /// Writes without a buffer, so that a reader at the other end of a pipe sees the line at once.
    private static func write(_ text: String, to descriptor: Int32) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
