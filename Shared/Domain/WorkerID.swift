/// A worker's name, unique in the cluster and stable over its reconnections.
package struct WorkerID: Hashable, Sendable, Comparable {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static func < (lhs: WorkerID, rhs: WorkerID) -> Bool { lhs.rawValue < rhs.rawValue }
}
