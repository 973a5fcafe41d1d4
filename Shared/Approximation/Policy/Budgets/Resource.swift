/// What a budget limits.
package enum Resource: String, Hashable, Sendable, CaseIterable {
    case energy
    /// Paid to the cloud tier.
    case money
    /// Of workers, while a model is loaded.
    case memory

    /// Whether it is gone once used; what is only held comes back.
    package var isConsumed: Bool { self != .memory }

    /// The smallest amounts that are counted, in one joule, dollar or byte: nanojoules, picodollars, bytes.
    ///
    /// Accounts are whole numbers, so that sums are exact whatever their order.
    package var units: Double {
        switch self {
        case .energy: 1e9
        case .money: 1e12
        case .memory: 1
        }
    }

    /// The unit that people read.
    package var symbol: String {
        switch self {
        case .energy: "J"
        case .money: "$"
        case .memory: "B"
        }
    }
}
