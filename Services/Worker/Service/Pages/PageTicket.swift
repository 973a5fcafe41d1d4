import Domain

/// What a load carries from piece to piece.
struct PageTicket: Sendable {
    /// What must go first.
    let evict: [ModelID]
}
