import ToolPolicy

/// When a request was to be sent, from the start of the run, and which sample it carried.
struct SentRequest: Sendable {
    let offset: Duration
    let sample: Int
}

/// What a finished run hands over.
struct LoadResult: Sendable {
    let tally: LoadTally
    let peakInFlight: Int
    /// In the order of sending; empty unless it was asked for.
    let sent: [SentRequest]
    /// Of answers; empty unless it was asked for.
    let ways: RecordedWays
}
