/// The number of a set of specialized heads, made by the gateway whose stream they are for; never 0.
package struct HeadsID: Hashable, Sendable, Comparable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    package static func < (lhs: HeadsID, rhs: HeadsID) -> Bool { lhs.rawValue < rhs.rawValue }
}
