/// What a job gets in place of what it asked for, where that cannot be promised or paid; from the best on.
package enum LadderStep: String, Hashable, Sendable, CaseIterable {
    /// As asked, at the edge.
    case full
    /// At the edge, with an exit before the one that was asked for: a shallower mandatory part or less depth at most.
    case shallowerExit = "shallower_exit"
    /// At the edge, by a smaller variant of the model.
    case variant
    /// By the cloud tier.
    case cloud

    /// The usual order of steps down from ``full``.
    package static let usual: [LadderStep] = [.shallowerExit, .variant, .cloud]
}
