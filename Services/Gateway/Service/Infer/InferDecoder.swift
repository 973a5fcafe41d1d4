import Domain
import NIOCore

/// Reads the body of an inference request: JSON, JSON with binary tensors behind it, or a bare tensor.
///
/// Nothing that a body may contain is taken on trust: whatever does not fit ends in a problem that names the field.
struct InferDecoder {
    private let model: ServedModel
    private let sampleLimit: Int
    private var reader: JSONReader
    /// What follows the JSON.
    private let binary: ByteBuffer
    private var request = InferRequest()
    private var hasInput = false

    /// Understands a body, or throws what is wrong with it.
    ///
    /// The length of the JSON at its start is `nil` if it is all JSON, and 0 if it is the bare tensor of one sample.
    static func decode(
        _ body: ByteBuffer,
        jsonLength: Int?,
        model: ServedModel,
        sampleLimit: Int
    ) throws(APIProblem) -> InferRequest {
        if jsonLength == 0 { return try bareTensor(body, model: model) }
        let length = jsonLength ?? body.readableBytes
        guard let json = body.getBytes(at: body.readerIndex, length: length) else {
            let name = "inference-header-content-length"
            throw .invalid(name, "header_length", "is \(length), but the body has \(body.readableBytes) bytes")
        }
        var binary = body
        binary.moveReaderIndex(forwardBy: length)
        var decoder = InferDecoder(model: model, sampleLimit: sampleLimit, reader: JSONReader(json), binary: binary)
        return try decoder.decode()
    }

    private init(model: ServedModel, sampleLimit: Int, reader: JSONReader, binary: ByteBuffer) {
        self.model = model
        self.sampleLimit = sampleLimit
        self.reader = reader
        self.binary = binary
    }

    private static func bareTensor(_ body: ByteBuffer, model: ServedModel) throws(APIProblem) -> InferRequest {
        let elements = model.inputShape.reduce(1, *)
        var request = InferRequest()
        switch body.readableBytes {
        case elements * InputDatatype.fp32.bytesPerElement: request.datatype = .fp32
        case elements: request.datatype = .uint8
        default:
            let wanted = "\(elements * 4) bytes of FP32 or \(elements) bytes of UINT8"
            throw .invalid("body", "element_count", "has \(body.readableBytes) bytes where one sample has \(wanted)")
        }
        request.sampleCount = 1
        request.tensor = body
        request.parameters.binaryOutput = true
        try TensorCheck.requireFinite(request.tensor, request.datatype, field: "body")
        return request
    }

    private mutating func decode() throws(APIProblem) -> InferRequest {
        try reader.beginObject(in: "")
        while let key = try reader.nextKey(in: "") {
            switch key {
            case "id": request.id = try reader.string(in: key)
            case "parameters":
                request.parameters = try ParameterDecoder(exitCount: model.exits.count).decode(&reader)
            case "inputs": try readInputs()
            case "outputs": try readOutputs()
            default: try reader.skip(in: key)
            }
        }
        try reader.finish(in: "")
        guard hasInput else { throw .invalid("inputs", "missing_field", "is missing") }
        return request
    }

    private mutating func readInputs() throws(APIProblem) {
        try reader.beginArray(in: "inputs")
        while try reader.nextElement(in: "inputs") {
            guard !hasInput else { throw .invalid("inputs", "unknown_input", "the model has one input") }
            var decoder = InputDecoder(model: model, sampleLimit: sampleLimit, binary: binary)
            try decoder.decode(&reader)
            request.datatype = decoder.datatype
            request.sampleCount = decoder.sampleCount
            request.tensor = decoder.tensor
            hasInput = true
        }
    }

    /// A request of which nothing is worth anything has no exit that is better than another.
    private func checkUtilities() throws(APIProblem) {
        guard request.hasTerms else { return }
        let stated = request.terms.compactMap { $0.wish.utility }
        guard stated.count == request.tasks.count + (request.wantsOwnTask ? 1 : 0), stated.allSatisfy({ $0 == 0 })
        else { return }
        throw .invalid("outputs[0].parameters.utility", "out_of_range", "must be above 0 for one task at least")
    }

    private mutating func readOutputs() throws(APIProblem) {
        request.outputs = []
        try reader.beginArray(in: "outputs")
        while try reader.nextElement(in: "outputs") {
            let field = "outputs[\(request.outputs.count)]"
            let wish = try OutputDecoder(field: field, model: model).decode(&reader)
            guard !request.outputs.contains(where: { $0.name == wish.name }) else {
                throw .invalid(field + ".name", "duplicate_output", "is asked for twice")
            }
            for other in request.outputs where other.name.task == wish.name.task {
                guard wish.terms.merged(with: other.terms) == nil else { continue }
                throw .invalid(field + ".parameters", "contradiction", "another output of this task states other terms")
            }
            request.outputs.append(wish)
        }
        try checkUtilities()
    }
}
