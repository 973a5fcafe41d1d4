/// What serving needs of `catalog.json`: which variants are kept beside a model, and what each exit of them is worth.
struct VariantCatalog: Decodable {
    struct Entry: Decodable {
        let name: String
        let isKept: Bool
        let exits: [ModelExit]

        private enum CodingKeys: String, CodingKey {
            case name, exits
            case isKept = "kept"
        }
    }

    /// The version of the file's form that this reads.
    static let format = 1
    static let fileName = "catalog.json"
    /// The folder beside it that holds the kept variants, as a repository of models.
    static let folder = "variants"
    /// The largest file, in bytes.
    static let byteLimit = 16 << 20
    /// The most variants of one model that are served.
    static let variantLimit = 16

    let format: Int
    let model: String
    let version: String
    /// FNV-1a of the original's network, in hexadecimal digits.
    let source: String
    let entries: [Entry]

    /// Holds the catalog against the model beside which it lies.
    ///
    /// - Throws: ``ModelError/invalidManifest(path:field:reason:)``.
    func check(against original: ModelManifest, source: String, path: String) throws(ModelError) {
        func require(_ condition: Bool, _ field: String, _ reason: String) throws(ModelError) {
            guard condition else { throw .invalidManifest(path: path, field: field, reason: reason) }
        }
        try require(format == Self.format, "format", "\(format), this program reads \(Self.format)")
        try require(model == original.name, "model", "'\(model)' is not the model's name")
        try require(version == original.version, "version", "'\(version)' is not the model's version")
        try require(self.source == source, "source", "made of another network than the one in this folder")
        let kept = entries.filter(\.isKept)
        try require(kept.count <= Self.variantLimit, "entries", "\(kept.count) kept, \(Self.variantLimit) are served")
        try require(Set(entries.map(\.name)).count == entries.count, "entries", "two of one name")
        for (index, entry) in entries.enumerated() {
            let (field, name) = ("entries.\(index)", entry.name)
            try require(HeadSet.isName(name), "\(field).name", "'\(name)' is not letters, digits, hyphens, underscores")
            for (number, exit) in entry.exits.enumerated() {
                let isShare = (0...1).contains(exit.accuracy ?? 0)
                try require(isShare, "\(field).exits.\(number).accuracy", "not within 0…1")
                let isSound = exit.temperature.isFinite && exit.temperature > 0
                try require(isSound, "\(field).exits.\(number).temperature", "not above 0")
            }
        }
    }
}
