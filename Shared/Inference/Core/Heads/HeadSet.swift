package import Heads

/// A classifier for each exit of a model that reads what the exit's own classifier reads: another task on one pass.
///
/// The content of a file in `heads` beside `model.onnx`. It belongs to that very network: other weights give other
/// features.
package struct HeadSet: Codable, Equatable, Sendable {
    /// The version of the file's form.
    package static let format = 1
    /// The largest file, in bytes.
    package static let fileByteLimit = 64 << 20

    /// One exit's classifier with what was measured for it.
    package struct Exit: Codable, Equatable, Sendable {
        package var figures: ModelExit
        package var head: LinearHead

        package init(figures: ModelExit, head: LinearHead) {
            self.figures = figures
            self.head = head
        }
    }

    package var format: Int
    /// What requests call it: letters, digits, hyphens and underscores, and the name of the file.
    package var task: String
    package var classes: [String]
    /// FNV-1a of `model.onnx`, in hexadecimal digits.
    package var source: String
    /// How it was trained, in words.
    package var origin: String
    package var exits: [Exit]

    package init(task: String, classes: [String], source: String, origin: String, exits: [Exit]) {
        format = Self.format
        self.task = task
        self.classes = classes
        self.source = source
        self.origin = origin
        self.exits = exits
    }

    /// What a task of this set makes of an exit's features.
    package func reading(of features: [Float], at exit: Int) -> ExitReading {
        exits[exit].figures.reading(of: exits[exit].head.scores(of: features))
    }

    /// Holds the set against the network that it is for.
    ///
    /// - Parameters:
    ///   - model: Of the folder that the file lies in.
    ///   - source: The fingerprint of its network.
    ///   - path: Named in errors.
    /// - Throws: ``ModelError/invalidManifest(path:field:reason:)``.
    package func check(against model: StagedModel, source: String, path: String) throws(ModelError) {
        func require(_ condition: Bool, _ field: String, _ reason: String) throws(ModelError) {
            guard condition else { throw .invalidManifest(path: path, field: field, reason: reason) }
        }
        try require(format == Self.format, "format", "\(format), this program reads \(Self.format)")
        try require(Self.isName(task), "task", "'\(task)' is not made of letters, digits, hyphens and underscores")
        try require(self.source == source, "source", "made for another network than the one in this folder")
        try require(classes.count >= 2, "classes", "\(classes.count) classes")
        try require(exits.count == model.stages.count, "exits", "\(exits.count), the network has \(model.stages.count)")
        for (index, exit) in exits.enumerated() {
            let count = model.stages[index].features?.elementCount ?? 0
            let isFit = exit.head.isSound && exit.head.featureCount == count && exit.head.classCount == classes.count
            try require(isFit, "exits.\(index).head", "does not fit \(count) features and \(classes.count) classes")
            let temperature = exit.figures.temperature
            try require(temperature.isFinite && temperature > 0, "exits.\(index).temperature", "not above 0")
        }
    }

    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == 0x2D || byte == 0x5F
            }
    }

    /// FNV-1a, 64 bits, in hexadecimal digits.
    package static func fingerprint(_ bytes: some Sequence<UInt8>) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
