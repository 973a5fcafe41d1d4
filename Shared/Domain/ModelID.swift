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
