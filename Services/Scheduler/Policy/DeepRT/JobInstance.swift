import Domain

/// The jobs of one window as one batch with one deadline.
struct JobInstance: Sendable {
    let slot: Int
    let stage: Int
    var jobs: [JobID]
    /// When the whole batch is to be over, nanoseconds.
    let due: Int64
}
