import ToolPolicy

/// What a finished run hands over.
struct LoadResult: Sendable {
    let tally: LoadTally
    let peakInFlight: Int
}
