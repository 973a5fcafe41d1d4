import Foundation

/// Copies what a child writes to standard error, each line with the child's name before it.
final class LineForwarder {
    /// A longer line is broken here.
    private static let lineLimit = 16_384

    let descriptor: Int32
    private let name: String
    private var partial: [UInt8] = []

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit {
        close(descriptor)
    }

    /// Copies what is there now.
    ///
    /// - Returns: `false` when the child has closed its end.
    @discardableResult
    func forward() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
            partial += buffer[..<count]
            printLines()
        }
    }

    private func printLines() {
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            printLine(partial[..<end])
            partial.removeSubrange(...end)
        }
        guard partial.count > Self.lineLimit else { return }
        printLine(partial[...])
        partial = []
    }

    private func printLine(_ line: ArraySlice<UInt8>) {
        Console.error("[\(name)] " + String(decoding: line, as: UTF8.self))
    }
}
