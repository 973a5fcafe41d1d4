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
