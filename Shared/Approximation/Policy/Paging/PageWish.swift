import Domain

/// What requests name, those that no variant may answer apart from others.
struct PageWish: Hashable, Sendable {
    let model: ModelID
    let isExact: Bool

    func isMet(by page: ModelID) -> Bool { page == model || !isExact && page.original == model }
}
