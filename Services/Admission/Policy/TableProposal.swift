import Domain
import Kernel

/// A stream that waits for its lane to take up a planned table.
struct TableProposal: Sendable {
    let id: StreamID
    let request: StreamRequest
    let shape: StreamShape
    let table: PlannedTable
    /// When it is refused at the latest.
    let until: Instant
}
