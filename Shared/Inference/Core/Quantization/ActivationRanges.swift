/// Which numbers the inputs of a network's convolutions take on calibration images, for arithmetic on bytes.
///
/// The content of `ranges.json` beside `model.onnx`. It belongs to that very network: other weights give other
/// activations.
package struct ActivationRanges: Codable, Equatable, Sendable {
    /// The version of the file's form.
    package static let format = 1
    package static let fileName = "ranges.json"
    /// The largest file, in bytes.
    package static let fileByteLimit = 1 << 20

    /// What bytes are spread over for one value of the graph; numbers beyond it become the nearest end.
    package struct Range: Codable, Equatable, Sendable {
        /// In the network's file.
        package var value: String
        /// 0 or less.
        package var minimum: Float
        /// 0 or more.
        package var maximum: Float

        package init(value: String, minimum: Float, maximum: Float) {
            self.value = value
            self.minimum = minimum
            self.maximum = maximum
        }
    }

    package var format: Int
    /// FNV-1a of `model.onnx`, in hexadecimal digits.
    package var source: String
    /// How many images were looked at.
    package var samples: Int
    package var rule: RangeRule
    package var ranges: [Range]

    package init(source: String, samples: Int, rule: RangeRule, ranges: [Range]) {
        format = Self.format
        self.source = source
        self.samples = samples
        self.rule = rule
        self.ranges = ranges
    }

    /// Holds the ranges against the network that they are for.
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
        try require(self.source == source, "source", "measured on another network than the one in this folder")
        for (index, range) in ranges.enumerated() {
            let isSound =
                range.minimum.isFinite && range.maximum.isFinite && range.minimum <= 0 && range.maximum >= 0
                && range.minimum < range.maximum
            let reason = "\(range.minimum)…\(range.maximum) of '\(range.value)' is no range around 0"
            try require(isSound, "ranges.\(index)", reason)
        }
        let found = ranges.map(\.value)
        try require(Set(found).count == found.count, "ranges", "two of one value")
        let wanted = RangeCalibration.values(in: model.graph).map { model.graph.names[$0] }
        for value in wanted { try require(found.contains(value), "ranges", "none of '\(value)'") }
    }
}
