package import NPU

/// A file of `deploy/npu/networks`: the layers of a network without weights, and how many samples leave at each exit.
///
/// A layer is `{name, conv: CxHxW -> CxHxW, kernel: HxW, groups}`, `{name, pool: CxHxW -> CxHxW, kernel: HxW}`,
/// `{name, fc: inputs -> outputs}` or `{name, add: CxHxW}`; `repeat` stands for several of a kind in a row.
package struct NetworkFile: Sendable {
    package let network: NetworkShape
    /// By stage the share of the samples that come there which leave; stated, not measured.
    package let exitShares: [Double]

    /// - Throws: ``FileError`` with the key and the reason.
    package init(path: String) throws {
        let fields = try FileFields(path: path)
        let name = try fields.text("name")
        let input = try Self.picture(try fields.text("input"), fields, "input")
        var stages: [NetworkShape.Stage] = []
        var shares: [Double] = []
        for own in try fields.items("stages") {
            let exit = try own.text("exit")
            let share = try own.number("leaves")
            guard (0...1).contains(share) else { throw own.failure("leaves", "is not in 0…1") }
            let trunk = try own.items("layers").flatMap(Self.layers)
            let head = own.has("head") ? try own.items("head").flatMap(Self.layers) : []
            stages.append(.init(name: exit, layers: trunk + head, carriedWords: trunk.last?.outputWords ?? 0))
            shares.append(share)
            try own.close()
        }
        guard shares.last == 1 else { throw fields.failure("stages", "leaves of the last stage is 1") }
        try fields.close()
        network = NetworkShape(name: name, inputWords: input.words, stages: stages)
        exitShares = shares
    }

    private static func layers(_ fields: FileFields) throws -> [LayerShape] {
        let name = try fields.text("name")
        let layer: LayerShape
        if fields.has("conv") {
            layer = try convolution(name, fields)
        } else if fields.has("pool") {
            let (from, to) = try pictures(fields, "pool")
            layer = .pool(name, from: from, to: to, taps: try taps(fields))
        } else if fields.has("fc") {
            let sizes = try halves(fields, "fc").map { Int($0) ?? 0 }
            guard sizes.allSatisfy({ (1...limit).contains($0) }) else {
                throw fields.failure("fc", "is no inputs -> outputs")
            }
            layer = .fullyConnected(name, inputs: sizes[0], outputs: sizes[1])
        } else {
            let picture = try picture(try fields.text("add"), fields, "add")
            layer = .elementWise(name, words: picture.words, operands: 2)
        }
        let times = try fields.whole("repeat", usual: 1)
        guard (1...1_000).contains(times) else { throw fields.failure("repeat", "is not in 1…1000") }
        try fields.close()
        return Array(repeating: layer, count: times)
    }

    private static func convolution(_ name: String, _ fields: FileFields) throws -> LayerShape {
        let (from, to) = try pictures(fields, "conv")
        let groups = try fields.whole("groups", usual: 1)
        guard groups > 0, from.channels % groups == 0, to.channels % groups == 0 else {
            throw fields.failure("groups", "\(groups) does not divide both numbers of channels")
        }
        return .convolution(name, from: from, to: to, taps: try taps(fields), groups: groups)
    }

    private static let limit = 1 << 20

    private static func pictures(_ fields: FileFields, _ key: String) throws -> (PictureShape, PictureShape) {
        let texts = try halves(fields, key)
        return (try picture(texts[0], fields, key), try picture(texts[1], fields, key))
    }

    private static func halves(_ fields: FileFields, _ key: String) throws -> [String] {
        let parts = try fields.text(key).split(separator: " ").map(String.init)
        guard parts.count == 3, parts[1] == "->" else { throw fields.failure(key, "is not written as IN -> OUT") }
        return [parts[0], parts[2]]
    }

    private static func taps(_ fields: FileFields) throws -> Int {
        let sides = try fields.text("kernel").split(separator: "x").compactMap { Int($0) }
        guard sides.count == 2, sides.allSatisfy({ (1...limit).contains($0) }) else {
            throw fields.failure("kernel", "is no HxW")
        }
        return sides[0] * sides[1]
    }

    private static func picture(_ text: String, _ fields: FileFields, _ key: String) throws -> PictureShape {
        let sides = text.split(separator: "x").compactMap { Int($0) }
        guard sides.count == 3, sides.allSatisfy({ (1...limit).contains($0) }) else {
            throw fields.failure(key, "'\(text)' is no CxHxW")
        }
        return PictureShape(channels: sides[0], height: sides[1], width: sides[2])
    }
}
