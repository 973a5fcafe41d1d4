extension WireReader.Field {
    /// The number of a field that ONNX declares as an integer.
    func integer(_ reader: WireReader) throws(ModelError) -> Int {
        guard case .varint(let value) = payload else { throw reader.malformed("field \(number) is not an integer") }
        return Int(Int64(bitPattern: value))
    }

    func float(_ reader: WireReader) throws(ModelError) -> Float {
        guard case .fixed32(let bits) = payload else { throw reader.malformed("field \(number) is not a float") }
        return Float(bitPattern: bits)
    }

    func message(_ reader: WireReader) throws(ModelError) -> WireReader {
        guard case .message(let inner) = payload else { throw reader.malformed("field \(number) is not a message") }
        return inner
    }

    /// A name or another text; at most 64 KiB, and broken UTF-8 is repaired rather than refused.
    func text(_ reader: WireReader) throws(ModelError) -> String {
        let bytes = try message(reader).rest
        guard bytes.count <= 1 << 16 else {
            throw .tooLarge(what: "length of a text in bytes", value: bytes.count, limit: 1 << 16)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a repeated integer, packed or not.
    func append(to list: inout [Int], _ reader: WireReader) throws(ModelError) {
        guard case .message(var packed) = payload else {
            list.append(try integer(reader))
            return
        }
        while !packed.isAtEnd { list.append(Int(Int64(bitPattern: try packed.varint()))) }
    }

    /// Appends a repeated float, packed or not.
    func append(to list: inout [Float], _ reader: WireReader) throws(ModelError) {
        guard case .message(var packed) = payload else {
            list.append(try float(reader))
            return
        }
        list.reserveCapacity(list.count + packed.rest.count / 4)
        while !packed.isAtEnd { list.append(Float(bitPattern: try packed.fixed(UInt32.self))) }
    }

    /// Appends a repeated double, packed or not, rounded to a float.
    func appendDoubles(to list: inout [Float], _ reader: WireReader) throws(ModelError) {
        switch payload {
        case .message(var packed):
            while !packed.isAtEnd { list.append(Float(Double(bitPattern: try packed.fixed(UInt64.self)))) }
        case .fixed64(let bits): list.append(Float(Double(bitPattern: bits)))
        case .varint, .fixed32: throw reader.malformed("field \(number) is not a double")
        }
    }
}
