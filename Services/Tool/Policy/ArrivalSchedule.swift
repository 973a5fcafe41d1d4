/// The intended send times of an open-loop run, fixed before the first request.
///
/// The schedule depends on pattern, rate and seed alone, never on how fast answers come: what a slow server delays is
/// therefore counted against the server. Times are offsets from the start of the run.
package struct ArrivalSchedule: Sequence, IteratorProtocol, Sendable {
    private let length: Double
    private var gaps: GapSource
    private var offset = 0.0

    /// - Parameters:
    ///   - pattern: Any but a trace, which ``init(trace:rate:length:)`` takes.
    ///   - rate: Requests per second, above 0; not used by `mmpp`.
    ///   - length: How long requests are sent.
    ///   - seed: Equal seeds give equal schedules.
    package init(pattern: ArrivalPattern, rate: Double, length: Duration, seed: UInt64) {
        self.length = Self.seconds(length)
        gaps = GapSource(pattern: pattern, rate: rate, seed: seed)
    }

    /// Replays recorded instants, in seconds from any origin and in order.
    ///
    /// - Parameters:
    ///   - trace: The recorded instants; the first is sent at once.
    ///   - rate: Compresses or stretches the record to this mean rate, `nil` replays it as it was.
    ///   - length: Where to cut it off.
    package init(trace: [Double], rate: Double?, length: Duration) {
        let first = trace.first ?? 0
        let span = (trace.last ?? 0) - first
        let scale = rate.map { span > 0 ? Double(trace.count - 1) / span / $0 : 1 } ?? 1
        self.length = Self.seconds(length)
        gaps = GapSource(recorded: trace.map { ($0 - first) * scale })
    }

    package mutating func next() -> Duration? {
        guard let gap = gaps.next() else { return nil }
        offset += gap
        return offset < length ? .nanoseconds(Int64(offset * 1e9)) : nil
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
