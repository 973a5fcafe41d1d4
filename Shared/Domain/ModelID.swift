/// A model and its version: what jobs must share to be batched together (a category, in DeepRT's words).
package struct ModelID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let name: String
    package let version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    /// What stands between a model's name and that of one of its variants.
    package static let variantMark: Character = "@"

    /// Of which variant of a model this is the name, as `rank33` in `fashion-hard@rank33/1`; `nil` of the model itself.
    package var variant: String? {
        name.firstIndex(of: Self.variantMark).map { String(name[name.index(after: $0)...]) }
    }

    /// The model that this is a variant of, or itself.
    package var original: ModelID {
        name.firstIndex(of: Self.variantMark).map { ModelID(name: String(name[..<$0]), version: version) } ?? self
    }

    /// The name under which a variant of this model is served.
    package func variant(named variant: String) -> ModelID {
        ModelID(name: "\(original.name)\(Self.variantMark)\(variant)", version: version)
    }

    package static func < (lhs: ModelID, rhs: ModelID) -> Bool {
        (lhs.name, lhs.version) < (rhs.name, rhs.version)
    }

    package var description: String { "\(name)/\(version)" }
}
