/// All variants of one model with what they are worth: the content of `catalog.json`.
package struct Catalog: Codable, Equatable, Sendable {
    /// The version of the file's form.
    package static let format = 1
    package static let fileName = "catalog.json"
    /// The folder beside it that holds the kept variants, as a repository of models.
    package static let variantFolder = "variants"

    package var format: Int
    package var model: String
    package var version: String
    /// FNV-1a of the original's network, so that a catalog is not taken for another network's.
    package var source: String
    /// The CPU that "cpu" devices stand for.
    package var machine: String
    /// How many samples the fits, the choice of variants and the reported figures saw.
    package var calibrationSamples: Int
    package var validationSamples: Int
    package var testSamples: Int
    /// In order of falling work, the original first.
    package var entries: [CatalogEntry]

    private enum CodingKeys: String, CodingKey {
        case format, model, version, source, machine, entries
        case calibrationSamples = "calibration_samples"
        case validationSamples = "validation_samples"
        case testSamples = "test_samples"
    }

    package init(
        model: String,
        version: String,
        source: String,
        machine: String,
        calibrationSamples: Int,
        validationSamples: Int,
        testSamples: Int,
        entries: [CatalogEntry] = []
    ) {
        format = Self.format
        self.model = model
        self.version = version
        self.source = source
        self.machine = machine
        self.calibrationSamples = calibrationSamples
        self.validationSamples = validationSamples
        self.testSamples = testSamples
        self.entries = entries
    }

    package subscript(name name: String) -> CatalogEntry? { entries.first { $0.name == name } }

    /// Puts an entry in its place, in that of an older one of its name where there is one.
    package mutating func insert(_ entry: CatalogEntry) {
        entries.removeAll { $0.name == entry.name }
        entries.append(entry)
        entries.sort { ($0.mflop, $1.name) > ($1.mflop, $0.name) }
    }

    /// Whether this catalog may be gone on with: the same network and the same amount of data.
    package func continues(_ other: Catalog) -> Bool {
        var (mine, theirs) = (self, other)
        (mine.entries, theirs.entries) = ([], [])
        return mine == theirs
    }

    /// FNV-1a, 64 bits, in hexadecimal digits.
    package static func fingerprint(_ bytes: some Sequence<UInt8>) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
