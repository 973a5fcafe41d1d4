import Kernel

/// The intended send times of the frames of periodic streams, interleaved.
///
/// Every stream has the same rate and a phase of its own, drawn from the seed, as cameras that were switched on one after
/// the other.
package struct FrameSchedule: Sequence, IteratorProtocol, Sendable {
    /// A frame that is due: when, and in which of the streams.
    package struct Frame: Equatable, Sendable {
        package let offset: Duration
        package let stream: Int
    }

    private let period: Duration
    private let length: Duration
    private let phases: [(offset: Duration, stream: Int)]
    private var position = 0
    private var round = 0

    /// - Parameters:
    ///   - streams: How many there are.
    ///   - framesPerSecond: Of each, above 0.
    ///   - length: How long frames are sent.
    ///   - seed: Equal seeds give equal phases.
    package init(streams: Int, framesPerSecond: Double, length: Duration, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let nanoseconds = 1e9 / framesPerSecond
        period = .nanoseconds(Int64(nanoseconds))
        self.length = length
        phases = (0..<streams).map { (.nanoseconds(Int64(nanoseconds * (1 - generator.unit()))), $0) }
            .sorted { $0.offset < $1.offset }
    }

    package mutating func next() -> Frame? {
        guard !phases.isEmpty else { return nil }
        if position == phases.count {
            position = 0
            round += 1
        }
        let (phase, stream) = phases[position]
        let offset = phase + period * round
        position += 1
        return offset < length ? Frame(offset: offset, stream: stream) : nil
    }
}
