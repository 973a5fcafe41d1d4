/// Whose activations an accelerator has at hand between two runs, and who must be moved before the next one.
///
/// As the Fluid Batching Engine counts it: a batch that goes on costs nothing, survivors behind a gap are moved together,
/// who is put off for others is saved, and who comes back is loaded. What a move costs, and whether somebody still
/// waits for who leaves, the device's owner knows.
package struct Residency<Sample: Equatable> {
    /// Who is moved before a run.
    package struct Moves {
        /// At hand and not in the run; those that are still awaited are saved.
        package internal(set) var leaving: [Sample] = []
        /// At hand behind one that leaves: read and written back.
        package internal(set) var shifted: [Sample] = []
        /// In the run and not at hand.
        package internal(set) var arriving: [Sample] = []
    }

    /// In the order in which they lie there: that of the last run.
    private var samples: [Sample] = []

    package init() {}

    /// Who has no activations yet, as before the first stage, counts as arriving.
    package func moves(before run: [Sample]) -> Moves {
        var moves = Moves()
        // Most runs are the last one's batch a stage further on.
        guard run != samples else { return moves }
        for sample in samples {
            if !run.contains(sample) {
                moves.leaving.append(sample)
            } else if !moves.leaving.isEmpty {
                moves.shifted.append(sample)
            }
        }
        moves.arriving = run.filter { !samples.contains($0) }
        return moves
    }

    /// Those of a run are at hand from now on, and nobody else's.
    package mutating func stay(_ run: [Sample]) {
        samples = run
    }

    /// Nobody's are: a stop has saved them or lost them.
    package mutating func clear() {
        samples = []
    }
}
