import NPU
import YAMLFiles

/// A layer as a network file has it.
///
/// `{name, conv: CxHxW -> CxHxW, kernel: HxW, groups}`, `{name, pool: CxHxW -> CxHxW, kernel: HxW}`,
/// `{name, fc: INPUTS -> OUTPUTS}` or `{name, add: CxHxW}`; `repeat` stands for several of a kind in a row.
struct NetworkLayer {
    /// Words of one picture, and words that one output is made of: together they keep products within 64 bits.
    private static let pictureLimit = 1 << 26
    private static let innerLimit = 1 << 22

    let shape: LayerShape
    /// Words of what it takes from the layer before; a sum takes two of them.
    let reads: Int

    static func layers(_ fields: YAMLFields) throws -> [NetworkLayer] {
        let name: String = try fields.text("name") ?? fields.missing("name")
        let kinds = ["conv", "pool", "fc", "add"].filter(fields.has)
        guard kinds.count == 1 else { throw fields.failure("", "is exactly one of conv, pool, fc and add") }
        let layer =
            switch kinds[0] {
            case "conv": try convolution(name, fields)
            case "pool": try pool(name, fields)
            case "fc": try fullyConnected(name, fields)
            default: try sum(name, fields)
            }
        let times = try fields.whole("repeat", in: 1...1_000) ?? 1
        try fields.close()
        return Array(repeating: layer, count: times)
    }

    private static func convolution(_ name: String, _ fields: YAMLFields) throws -> NetworkLayer {
        let (from, to) = try pictures(fields, "conv")
        let groups = try fields.whole("groups") ?? 1
        guard groups > 0, from.channels % groups == 0, to.channels % groups == 0 else {
            throw fields.failure("groups", "\(groups) does not divide both numbers of channels")
        }
        let taps = try taps(fields)
        guard taps * (from.channels / groups) <= innerLimit else {
            throw fields.failure("kernel", "covers more than \(innerLimit) words")
        }
        let shape = LayerShape.convolution(name, from: from, to: to, taps: taps, groups: groups)
        return NetworkLayer(shape: shape, reads: from.words)
    }

    private static func pool(_ name: String, _ fields: YAMLFields) throws -> NetworkLayer {
        let (from, to) = try pictures(fields, "pool")
        guard from.channels == to.channels else { throw fields.failure("pool", "changes the number of channels") }
        return NetworkLayer(shape: .pool(name, from: from, to: to, taps: try taps(fields)), reads: from.words)
    }

    private static func fullyConnected(_ name: String, _ fields: YAMLFields) throws -> NetworkLayer {
        let sizes = try halves(fields, "fc").map { Int($0) ?? 0 }
        guard sizes.allSatisfy({ (1...innerLimit).contains($0) }) else {
            throw fields.failure("fc", "is no INPUTS -> OUTPUTS with numbers in 1…\(innerLimit)")
        }
        return NetworkLayer(shape: .fullyConnected(name, inputs: sizes[0], outputs: sizes[1]), reads: sizes[0])
    }

    private static func sum(_ name: String, _ fields: YAMLFields) throws -> NetworkLayer {
        let words = try picture(fields, "add").words
        return NetworkLayer(shape: .elementWise(name, words: words, operands: 2), reads: words)
    }

    /// Strides are at least 1, so no layer leaves a larger picture than it reads, but for what padding adds.
    private static func pictures(_ fields: YAMLFields, _ key: String) throws -> (PictureShape, PictureShape) {
        let texts = try halves(fields, key)
        let (from, to) = (try picture(texts[0], fields, key), try picture(texts[1], fields, key))
        guard to.height <= from.height, to.width <= from.width else {
            throw fields.failure(key, "leaves a larger picture than it reads")
        }
        return (from, to)
    }

    private static func text(_ fields: YAMLFields, _ key: String) throws -> String {
        try fields.text(key) ?? fields.missing(key)
    }

    private static func halves(_ fields: YAMLFields, _ key: String) throws -> [String] {
        let parts = try text(fields, key).split(separator: " ").map(String.init)
        guard parts.count == 3, parts[1] == "->" else { throw fields.failure(key, "is not written as IN -> OUT") }
        return [parts[0], parts[2]]
    }

    private static func taps(_ fields: YAMLFields) throws -> Int {
        let sides = try text(fields, "kernel").split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ (1...1_024).contains($0) }) else {
            throw fields.failure("kernel", "is no HxW with numbers in 1…1024")
        }
        return sides[0] * sides[1]
    }

    static func picture(_ fields: YAMLFields, _ key: String) throws -> PictureShape {
        try picture(try text(fields, key), fields, key)
    }

    private static func picture(_ text: String, _ fields: YAMLFields, _ key: String) throws -> PictureShape {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false)
        let sides = parts.compactMap { Int($0) }
        guard parts.count == 3, sides.count == 3, sides.allSatisfy({ (1...pictureLimit).contains($0) }) else {
            throw fields.failure(key, "'\(text)' is no CxHxW")
        }
        let (plane, isHuge) = sides[1].multipliedReportingOverflow(by: sides[2])
        let (words, isTooHuge) = plane.multipliedReportingOverflow(by: sides[0])
        guard !isHuge, !isTooHuge, words <= pictureLimit else {
            throw fields.failure(key, "'\(text)' has more than \(pictureLimit) words")
        }
        return PictureShape(channels: sides[0], height: sides[1], width: sides[2])
    }
}
