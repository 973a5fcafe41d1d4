/// One stage of one segment as a worker ran it; instants in nanoseconds.
package struct StageRun: Hashable, Sendable {
    package let worker: Int
    package let segment: UInt64
    package let model: Int
    package let stage: Int
    package let began: Int64
    package let ended: Int64
    /// Places in ``SimulationResult/jobs``.
    package let jobs: [Int32]
    /// Whether it was stopped before its end.
    package let isStopped: Bool
}
