import Domain
import Messages
import NIOCore

/// Writes one output of all samples, as numbers into the JSON or as bytes behind it.
struct OutputWriter {
    let name: OutputName
    let isBinary: Bool

    func write(
        _ results: [Rubato_V1_JobResult],
        of model: ServedModel,
        to json: inout JSONWriter,
        _ binary: inout ByteBuffer
    ) {
        json.beginObject()
        json.key("name")
        json.string(name.rawValue)
        json.key("datatype")
        json.string(String(describing: name.datatype))
        json.key("shape")
        json.beginArray()
        json.integer(results.count)
        if name == .probabilities { json.integer(model.classes.count) }
        json.endArray()
        if isBinary {
            let start = binary.writerIndex
            for result in results { write(result, of: model, to: &binary) }
            json.key("parameters")
            json.beginObject()
            json.key("binary_data_size")
            json.integer(binary.writerIndex - start)
            json.endObject()
        } else {
            json.key("data")
            json.beginArray()
            for result in results { write(result, of: model, to: &json) }
            json.endArray()
        }
        json.endObject()
    }

    private func write(_ result: Rubato_V1_JobResult, of model: ServedModel, to json: inout JSONWriter) {
        switch name {
        case .probabilities: for value in result.probabilities { json.number(value) }
        case .class: json.integer(Self.likeliest(result))
        case .label: json.string(model.classes[Self.likeliest(result)])
        case .exit: json.integer(result.exit)
        case .confidence: json.number(result.confidence)
        }
    }

    private func write(_ result: Rubato_V1_JobResult, of model: ServedModel, to binary: inout ByteBuffer) {
        switch name {
        case .probabilities:
            for value in result.probabilities { binary.writeInteger(value.bitPattern, endianness: .little) }
        case .class: binary.writeInteger(Int64(Self.likeliest(result)), endianness: .little)
        case .label:
            let label = model.classes[Self.likeliest(result)]
            binary.writeInteger(UInt32(label.utf8.count), endianness: .little)
            binary.writeString(label)
        case .exit: binary.writeInteger(Int32(result.exit), endianness: .little)
        case .confidence: binary.writeInteger(result.confidence.bitPattern, endianness: .little)
        }
    }

    /// The first of the classes with the highest probability.
    private static func likeliest(_ result: Rubato_V1_JobResult) -> Int {
        var best = 0
        for (index, value) in result.probabilities.enumerated() where value > result.probabilities[best] {
            best = index
        }
        return best
    }
}
