/// A debit whose use is not known yet.
package struct HoldID: Hashable, Sendable, Comparable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (lhs: HoldID, rhs: HoldID) -> Bool { lhs.rawValue < rhs.rawValue }
}
