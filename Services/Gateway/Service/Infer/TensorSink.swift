import NIOCore

/// Gathers numbers from JSON as a little-endian tensor of known size.
struct TensorSink {
    private let datatype: InputDatatype
    private let elements: Int
    private(set) var count = 0
    private(set) var tensor: ByteBuffer

    init(datatype: InputDatatype, elements: Int) {
        self.datatype = datatype
        self.elements = elements
        tensor = ByteBufferAllocator().buffer(capacity: elements * datatype.bytesPerElement)
    }

    /// Takes the next number; what comes after the last wanted element is counted but not kept.
    mutating func append(_ reader: inout JSONReader) throws(JSONFailure) {
        switch datatype {
        case .fp32:
            let value = try reader.float()
            if count < elements { tensor.writeInteger(value.bitPattern, endianness: .little) }
        case .uint8:
            let start = reader.position
            let value = try reader.integer()
            guard let pixel = UInt8(exactly: value) else {
                throw reader.failure(.outOfRange, "\(value) is no UINT8", at: start)
            }
            if count < elements { tensor.writeInteger(pixel) }
        }
        count += 1
    }
}
