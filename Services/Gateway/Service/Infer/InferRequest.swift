import Domain
import NIOCore

/// An inference request, understood and checked.
struct InferRequest {
    /// Chosen by the client and echoed.
    var id: String?
    var parameters = InferParameters()
    var datatype = InputDatatype.fp32
    /// How many samples the tensor holds.
    var sampleCount = 0
    /// All samples, row by row, little-endian.
    var tensor = ByteBuffer()
    var outputs: [OutputWish] = []

    /// The bytes of one sample, sharing storage with ``tensor``.
    func sample(_ index: Int) -> ByteBuffer {
        let length = tensor.readableBytes / sampleCount
        return tensor.getSlice(at: tensor.readerIndex + index * length, length: length) ?? ByteBuffer()
    }

    /// The further tasks that are asked about, each once.
    var tasks: [String] {
        outputs.compactMap(\.name.task).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Whether the network's own answer is wanted: it is if nothing is asked for in particular.
    var wantsOwnTask: Bool { tasks.isEmpty || outputs.contains { $0.name.task == nil && $0.name.field != .exit } }

    /// Whether a smaller variant may answer: not where one is named, and not about tasks for which only the model itself has heads.
    var allowsVariants: Bool { parameters.variantIsAllowed && parameters.variant == nil && tasks.isEmpty }

    /// Where jobs of this request may leave the network: the model's rule as far as the request does not say otherwise.
    func rule(for model: ServedModel) -> ExitRule {
        let last = parameters.maxExit ?? model.exits.count - 1
        return ExitRule(
            mandatoryExit: parameters.minExit ?? min(model.mandatoryExit, last),
            lastExit: last,
            threshold: parameters.threshold ?? model.defaultThreshold
        )
    }
}
