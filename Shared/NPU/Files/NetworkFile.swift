package import NPU
import YAMLFiles

/// A file of `deploy/npu/networks`: the layers of a network without weights, and how many samples leave at each exit.
///
/// A stage has `exit` (its name), `leaves`, `layers`, perhaps `head` (layers that only its exit needs) and `carries` (the
/// picture that goes on, where it is not what the last layer leaves, as where branches are joined).
/// ``NetworkLayer`` says how a layer is written.
package struct NetworkFile: Sendable {
    package let network: NetworkShape
    /// By stage the share of the samples that come there which leave; stated, not measured.
    package let exitShares: [Double]

    /// Reads a file and checks that layers can be what they say.
    ///
    /// - Throws: ``FileError`` with the key and the reason.
    package init(path: String) throws {
        let fields = try YAMLFields(path: path)
        let name: String = try fields.text("name") ?? fields.missing("name")
        let input = try NetworkLayer.picture(fields, "input")
        var stages: [NetworkShape.Stage] = []
        var shares: [Double] = []
        var carried = input.words
        for item in try fields.items("stages") ?? fields.missing("stages") {
            let own = try item.fields()
            let stage = try Self.stage(own, reading: carried)
            carried = stage.carriedWords
            stages.append(stage)
            shares.append(try Self.share(own))
            try own.close()
        }
        guard !shares.isEmpty else { throw fields.failure("stages", "is empty") }
        guard shares.last == 1 else { throw fields.failure("stages", "leaves of the last stage is not 1") }
        try fields.close()
        network = NetworkShape(name: name, inputWords: input.words, stages: stages)
        exitShares = shares
    }

    private static func share(_ fields: YAMLFields) throws -> Double {
        try fields.number("leaves", in: 0...1) ?? fields.missing("leaves")
    }

    private static func stage(_ fields: YAMLFields, reading carried: Int) throws -> NetworkShape.Stage {
        let name: String = try fields.text("exit") ?? fields.missing("exit")
        let trunk = try (fields.items("layers") ?? fields.missing("layers")).flatMap {
            try NetworkLayer.layers($0.fields())
        }
        let head = try (fields.items("head") ?? []).flatMap { try NetworkLayer.layers($0.fields()) }
        guard let first = trunk.first, let last = trunk.last else { throw fields.failure("layers", "is empty") }
        guard first.reads == carried else {
            throw fields.failure("layers.0", "reads \(first.reads) words, but \(carried) come to it")
        }
        let next = fields.has("carries") ? try NetworkLayer.picture(fields, "carries").words : last.shape.outputWords
        if let begin = head.first, begin.reads != next {
            throw fields.failure("head.0", "reads \(begin.reads) words, but \(next) come to it")
        }
        return .init(name: name, layers: (trunk + head).map(\.shape), carriedWords: next)
    }
}
