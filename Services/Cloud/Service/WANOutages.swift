import Kernel

/// When nothing passes the emulated WAN, since the tier began to serve.
package struct WANOutages: Sendable, Equatable {
    package static let none = WANOutages([])

    /// Ten years, so that instants after it can still be counted.
    private static let forever = Duration.seconds(315_360_000)

    /// Ascending and apart from each other.
    private let spans: [ClosedRange<Duration>]

    private init(_ spans: [ClosedRange<Duration>]) {
        self.spans = spans
    }

    /// Reads spans such as `5s..12s`.
    ///
    /// - Returns: `nil` if one is none, or does not begin after the end of the one before it.
    package init?(spans texts: [String]) {
        var spans: [ClosedRange<Duration>] = []
        for text in texts {
            let ends = text.split(separator: "..").compactMap { TimeSpan(String($0))?.duration }
            guard ends.count == 2, ends[0] < ends[1], spans.last.map({ $0.upperBound < ends[0] }) ?? true else {
                return nil
            }
            spans.append(ends[0]...ends[1])
        }
        self.init(spans)
    }

    /// Reads a connectivity trace: lines of a time in seconds and `up` or `down`, in order; `#` begins a comment.
    ///
    /// - Throws: ``TraceFailure`` with the number of the line that is wrong.
    package init(trace: String) throws(TraceFailure) {
        var spans: [ClosedRange<Duration>] = []
        var last = -1.0
        var down: Duration?
        for (index, line) in trace.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { continue }
            guard words.count == 2, let seconds = Double(words[0]), seconds > last, seconds < 1e9,
                words[1] == "up" || words[1] == "down"
            else { throw TraceFailure(line: index + 1) }
            last = seconds
            let instant = Duration.nanoseconds(Int64(seconds * 1e9))
            if words[1] == "down" {
                down = down ?? instant
            } else if let from = down {
                spans.append(from...instant)
                down = nil
            }
        }
        if let from = down { spans.append(from...Self.forever) }
        self.init(spans)
    }

    /// When the outage ends, if there is one, that what is under way for that time meets.
    func end(meeting time: ClosedRange<Duration>) -> Duration? {
        spans.first { $0.overlaps(time) }?.upperBound
    }
}
