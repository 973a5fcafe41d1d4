/// A job's number, unique within the gateway that owns it and, by the gateway's random prefix, within the cluster.
package struct JobID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    package static func < (lhs: JobID, rhs: JobID) -> Bool { lhs.rawValue < rhs.rawValue }

    /// Sixteen hexadecimal digits, as logs, headers and `explain` show it.
    package var description: String {
        let digits = String(rawValue, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// A batch's number, unique within its lane.
package struct BatchID: Hashable, Sendable, Comparable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    package static func < (lhs: BatchID, rhs: BatchID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// An admitted stream's name, chosen by the gateway and unguessable by other clients.
package struct StreamID: Hashable, Sendable {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }
}

/// A worker's name, unique in the cluster and stable over its reconnections.
package struct WorkerID: Hashable, Sendable, Comparable {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static func < (lhs: WorkerID, rhs: WorkerID) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// A model and its version: what jobs must share to be batched together (a category, in DeepRT's words).
package struct ModelID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let name: String
    package let version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    package static func < (lhs: ModelID, rhs: ModelID) -> Bool {
        (lhs.name, lhs.version) < (rhs.name, rhs.version)
    }

    package var description: String { "\(name)/\(version)" }
}
