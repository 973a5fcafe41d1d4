import Domain
import NIOCore

/// Reads one element of a request's `inputs`, whose tensor is numbers in the JSON or bytes behind it.
struct InputDecoder {
    private let model: ServedModel
    private let sampleLimit: Int
    private let binary: ByteBuffer
    private let field = "inputs[0]"

    private var name: String?
    private var shape: [Int]?
    private var declaredDatatype: InputDatatype?
    private var binarySize: Int?
    /// Where `data` begins in the JSON, if it is there.
    private var dataStart: Int?
    private(set) var tensor = ByteBuffer()

    var datatype: InputDatatype { declaredDatatype ?? .fp32 }
    var sampleCount: Int { shape?.first ?? 0 }

    init(model: ServedModel, sampleLimit: Int, binary: ByteBuffer) {
        self.model = model
        self.sampleLimit = sampleLimit
        self.binary = binary
    }

    mutating func decode(_ reader: inout JSONReader) throws(APIProblem) {
        var isRead = false
        try reader.beginObject(in: field)
        while let key = try reader.nextKey(in: field) {
            switch key {
            case "name": name = try reader.string(in: field + ".name")
            case "shape": shape = try readShape(&reader)
            case "datatype": declaredDatatype = try readDatatype(&reader)
            case "parameters": try readParameters(&reader)
            case "data":
                reader.skipWhitespace()
                dataStart = reader.position
                // Usually the tensor is described before it comes and can be read at once.
                isRead = name != nil && shape != nil && declaredDatatype != nil
                if isRead { try readData(&reader) } else { try reader.skip(in: field + ".data") }
            default: try reader.skip(in: "\(field).\(key)")
            }
        }
        if isRead { return try checkSource() }
        try takeTensor(from: reader)
    }

    private mutating func takeTensor(from reader: JSONReader) throws(APIProblem) {
        try checkSource()
        if let dataStart {
            var second = JSONReader(reader.bytes, at: dataStart)
            return try readData(&second)
        }
        let wanted = try describedElements() * datatype.bytesPerElement
        guard let binarySize else { throw .invalid(field + ".data", "missing_field", "is missing") }
        let sizeField = field + ".parameters.binary_data_size"
        guard binarySize == wanted else {
            throw .invalid(sizeField, "element_count", "is \(binarySize), but shape and datatype make \(wanted)")
        }
        guard binary.readableBytes == binarySize else {
            let found = binary.readableBytes
            throw .invalid(sizeField, "binary_size", "is \(binarySize), but \(found) bytes follow the JSON")
        }
        tensor = binary
        try TensorCheck.requireFinite(tensor, datatype, field: field)
    }

    /// Data comes in one way only.
    private func checkSource() throws(APIProblem) {
        guard dataStart != nil else { return }
        guard binarySize == nil else {
            throw .invalid(field + ".data", "binary_size", "is given beside binary_data_size")
        }
        guard binary.readableBytes == 0 else {
            throw .invalid(field, "binary_size", "\(binary.readableBytes) bytes follow the JSON, but data is inside it")
        }
    }

    /// How many elements the tensor must have, once everything that describes it is known to be right.
    private func describedElements() throws(APIProblem) -> Int {
        guard let name else { throw .invalid(field + ".name", "missing_field", "is missing") }
        guard name == model.inputName else {
            throw .invalid(field + ".name", "unknown_input", "is '\(name)', but the model has '\(model.inputName)'")
        }
        guard declaredDatatype != nil else { throw .invalid(field + ".datatype", "missing_field", "is missing") }
        guard let shape else { throw .invalid(field + ".shape", "missing_field", "is missing") }
        guard shape.count == model.inputShape.count + 1, Array(shape.dropFirst()) == model.inputShape else {
            let wanted = ([-1] + model.inputShape).map(String.init).joined(separator: ",")
            let found = shape.map(String.init).joined(separator: ",")
            throw .invalid(field + ".shape", "shape_mismatch", "is [\(found)], but the model takes [\(wanted)]")
        }
        guard 1...sampleLimit ~= shape[0] else {
            throw .invalid(field + ".shape", "batch_size", "must have 1 to \(sampleLimit) samples, not \(shape[0])")
        }
        return shape.reduce(1, *)
    }

    private func readShape(_ reader: inout JSONReader) throws(APIProblem) -> [Int] {
        let shapeField = field + ".shape"
        var shape: [Int] = []
        try reader.beginArray(in: shapeField)
        while try reader.nextElement(in: shapeField) {
            let size = try reader.integer(in: shapeField)
            guard 0...Int64(Int32.max) ~= size, shape.count < 16 else {
                throw .invalid(shapeField, "shape_mismatch", "is not a shape")
            }
            shape.append(Int(size))
        }
        return shape
    }

    private func readDatatype(_ reader: inout JSONReader) throws(APIProblem) -> InputDatatype {
        let text = try reader.string(in: field + ".datatype")
        guard let datatype = InputDatatype(rawValue: text) else {
            throw .invalid(field + ".datatype", "unsupported_datatype", "'\(text)' is neither FP32 nor UINT8")
        }
        return datatype
    }

    private mutating func readParameters(_ reader: inout JSONReader) throws(APIProblem) {
        let parameters = field + ".parameters"
        try reader.beginObject(in: parameters)
        while let key = try reader.nextKey(in: parameters) {
            switch key {
            case "binary_data_size":
                let size = try reader.integer(in: "\(parameters).\(key)")
                guard let exact = Int(exactly: size), exact >= 0 else {
                    throw .invalid("\(parameters).\(key)", "out_of_range", "must not be negative")
                }
                binarySize = exact
            case "shared_memory_region":
                throw .invalid("\(parameters).\(key)", "unsupported_parameter", "is not supported")
            default: try reader.skip(in: "\(parameters).\(key)")
            }
        }
    }

    private mutating func readData(_ reader: inout JSONReader) throws(APIProblem) {
        let elements = try describedElements()
        var sink = TensorSink(datatype: datatype, elements: elements)
        do {
            try reader.flatten { element throws(JSONFailure) in try sink.append(&element) }
        } catch {
            throw APIProblem(error, field: field + ".data")
        }
        guard sink.count == elements else {
            let found = sink.count > elements ? "more" : String(sink.count)
            throw .invalid(field + ".data", "element_count", "has \(found) elements where the shape makes \(elements)")
        }
        tensor = sink.tensor
    }
}
