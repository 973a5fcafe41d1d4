/// The file: numbers little-endian, in this order.
///
/// `RBFEAT01`; u64 source; u32 classes, samples, training samples, exits, stages; per stage u32 features and then for each
/// its least value and step as f32; per sample its label as u8, per exit the class as u8 and the confidence in 65535ths as
/// u16; per stage the bytes of all samples.
extension StoredFeatures {
    /// The largest file, in bytes.
    package static let fileByteLimit = 64 << 20

    private static let magic = Array("RBFEAT01".utf8)
    private static let confidenceSteps = 65_535.0

    /// What is wrong with a file.
    package struct Malformed: Error, Equatable, Sendable, CustomStringConvertible {
        package let description: String
    }

    package var bytes: [UInt8] {
        var writer = ByteWriter(bytes: Self.magic)
        writer.append(source)
        for count in [classCount, labels.count, trainingCount, exitCount, stageCount] { writer.append(UInt32(count)) }
        for stage in stages {
            writer.append(UInt32(stage.featureCount))
            for number in stage.least + stage.step { writer.append(number.bitPattern) }
        }
        for sample in labels.indices {
            writer.append(UInt8(labels[sample]))
            for exit in readings {
                writer.append(UInt8(exit[sample].classIndex))
                writer.append(UInt16((exit[sample].confidence * Self.confidenceSteps).rounded()))
            }
        }
        for stage in stages { writer.bytes += stage.bytes }
        return writer.bytes
    }

    /// Reads a file; whatever it holds, nothing but an error comes of it or features that fit together.
    package init(bytes: some RandomAccessCollection<UInt8>) throws(Malformed) {
        var reader = ByteReader(bytes: Array(bytes))
        guard try reader.take(Self.magic.count).elementsEqual(Self.magic) else {
            throw Malformed(description: "not a file of stored features")
        }
        source = try reader.number(UInt64.self)
        classCount = try reader.count(1...256, "classes")
        let samples = try reader.count(0...1_000_000, "samples")
        trainingCount = try reader.count(0...samples, "training samples")
        let exits = try reader.count(1...64, "exits")
        var filled = try reader.stages(try reader.count(0...exits, "stages"))
        (labels, readings) = try reader.samples(samples, exits: exits, classCount: classCount)
        try reader.fill(&filled, samples: samples)
        stages = filled
    }
}

/// Numbers one after another.
private struct ByteWriter {
    var bytes: [UInt8]

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads what ``ByteWriter`` has written, and believes none of it.
private struct ByteReader {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func take(_ count: Int) throws(StoredFeatures.Malformed) -> ArraySlice<UInt8> {
        guard count <= bytes.count - place else {
            throw StoredFeatures.Malformed(description: "ends at byte \(bytes.count), in the middle")
        }
        defer { place += count }
        return bytes[place..<place + count]
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws(StoredFeatures.Malformed) -> Number {
        try take(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    mutating func count(_ range: ClosedRange<Int>, _ what: String) throws(StoredFeatures.Malformed) -> Int {
        let count = Int(try number(UInt32.self))
        guard range.contains(count) else { throw StoredFeatures.Malformed(description: "\(count) \(what)") }
        return count
    }

    mutating func stages(_ count: Int) throws(StoredFeatures.Malformed) -> [StoredFeatures.Stage] {
        var stages: [StoredFeatures.Stage] = []
        for _ in 0..<count {
            let features = try self.count(1...1 << 20, "features")
            var numbers: [Float] = []
            for _ in 0..<2 * features {
                let number = Float(bitPattern: try self.number(UInt32.self))
                guard number.isFinite else { throw StoredFeatures.Malformed(description: "a scale that is no number") }
                numbers.append(number)
            }
            stages.append(.init(least: Array(numbers[..<features]), step: Array(numbers[features...]), bytes: []))
        }
        return stages
    }

    mutating func samples(
        _ count: Int,
        exits: Int,
        classCount: Int
    ) throws(StoredFeatures.Malformed) -> ([Int], [[StoredFeatures.Reading]]) {
        var labels: [Int] = []
        var readings: [[StoredFeatures.Reading]] = (0..<exits).map { _ in [] }
        for _ in 0..<count {
            labels.append(try classIndex(below: classCount))
            for exit in 0..<exits {
                let found = try classIndex(below: classCount)
                let confidence = Double(try number(UInt16.self)) / 65_535
                readings[exit].append(.init(classIndex: found, confidence: confidence))
            }
        }
        return (labels, readings)
    }

    mutating func fill(_ stages: inout [StoredFeatures.Stage], samples: Int) throws(StoredFeatures.Malformed) {
        for index in stages.indices { stages[index].bytes = Array(try take(samples * stages[index].featureCount)) }
        guard place == bytes.count else {
            throw StoredFeatures.Malformed(description: "\(bytes.count - place) bytes too many")
        }
    }

    private mutating func classIndex(below count: Int) throws(StoredFeatures.Malformed) -> Int {
        let index = Int(try number(UInt8.self))
        guard index < count else { throw StoredFeatures.Malformed(description: "class \(index) of \(count)") }
        return index
    }
}
