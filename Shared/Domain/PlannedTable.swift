import Kernel

/// When a lane runs the mandatory stages of its streams, cycle after cycle: DeepRT's imitator made a promise (PAPERS.md 7.4).
///
/// Every model's windows close at fixed instants of a cycle, and the stages of what they have gathered are pieces in one
/// fixed order. A lane that runs them in that order, each as soon as its window has closed and the piece before it has
/// ended, ends every piece by its planned end, whatever runs short: with the order fixed, nothing that ends early
/// can make anything else late. What is not in the table may run where it ends by ``Piece/latest`` of the next piece.
package struct PlannedTable: Hashable, Sendable {
    /// One stage of the batch that a model's window has gathered; offsets from the begin of a cycle.
    package struct Piece: Hashable, Sendable {
        package let model: ModelID
        package let stage: Int
        /// At most; who is beyond has sent more than was promised.
        package let frames: Int
        /// When its window closes.
        package let release: Duration
        /// When it must begin so that it and all pieces behind it are in time.
        package let latest: Duration

        package init(model: ModelID, stage: Int, frames: Int, release: Duration, latest: Duration) {
            self.model = model
            self.stage = stage
            self.frames = frames
            self.release = release
            self.latest = latest
        }
    }

    /// After which it begins anew; a multiple of every window.
    package let cycle: Duration
    /// In the order in which they run.
    package let pieces: [Piece]
    /// Tells tables apart, in messages too; never zero, which stands for no table.
    package let mark: UInt64

    /// Takes a table as it was planned.
    ///
    /// - Precondition: the cycle is positive and there is a piece.
    package init(cycle: Duration, pieces: [Piece]) {
        precondition(cycle > .zero && !pieces.isEmpty, "a cycle takes time and has a piece")
        self.cycle = cycle
        self.pieces = pieces
        mark = Self.mark(cycle, pieces)
    }

    /// FNV-1a over all that makes a difference, at the resolution of messages.
    private static func mark(_ cycle: Duration, _ pieces: [Piece]) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        func mix(_ number: Int64) {
            for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> Int64(shift))) }
        }
        mix(cycle.nanoseconds / 1_000)
        for piece in pieces {
            piece.model.description.utf8.forEach(mix)
            mix(Int64(piece.stage))
            mix(Int64(piece.frames))
            mix(piece.release.nanoseconds / 1_000)
            mix(piece.latest.nanoseconds / 1_000)
        }
        return max(1, hash)
    }
}
