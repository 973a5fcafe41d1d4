/// A batch that an executor of the cloud tier runs.
struct CloudRun {
    /// Those of its jobs that somebody waits for.
    var jobs: [CloudGuest]
    /// How many there were at first: they share the price.
    let size: Int
    let began: Int64
    /// When its stages end.
    var ends: [Int64]
    let ordinal: UInt32
}
