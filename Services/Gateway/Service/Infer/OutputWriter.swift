import Domain
import Messages
import NIOCore

/// Writes one output of all samples, as numbers into the JSON or as bytes behind it.
struct OutputWriter {
    let name: OutputName
    let isBinary: Bool
    /// Whether the request's tasks have terms of their own: then it says which exit answered this one, and whether in time.
    var tellsExit = false

    func write(
        _ results: [Rubato_V1_JobResult],
        of model: ServedModel,
        to json: inout JSONWriter,
        _ binary: inout ByteBuffer
    ) {
        json.beginObject()
        json.key("name")
        json.string(name.text)
        json.key("datatype")
        json.string(String(describing: name.datatype))
        json.key("shape")
        json.beginArray()
        json.integer(results.count)
        let classes = name.classes(of: model)
        if name.field == .probabilities { json.integer(classes.count) }
        json.endArray()
        if isBinary {
            let start = binary.writerIndex
            for result in results { write(answer(in: result), exit: exit(in: result), classes, to: &binary) }
            writeParameters(results, byteCount: binary.writerIndex - start, to: &json)
        } else {
            json.key("data")
            json.beginArray()
            for result in results { write(answer(in: result), exit: exit(in: result), classes, to: &json) }
            json.endArray()
            if tellsExit { writeParameters(results, byteCount: nil, to: &json) }
        }
        json.endObject()
    }

    private func exit(in result: Rubato_V1_JobResult) -> UInt32 {
        tellsExit ? result.exit(of: name.task) : result.exit
    }

    private func writeParameters(_ results: [Rubato_V1_JobResult], byteCount: Int?, to json: inout JSONWriter) {
        json.key("parameters")
        json.beginObject()
        if let byteCount {
            json.key("binary_data_size")
            json.integer(byteCount)
        }
        if tellsExit {
            json.key("exit")
            json.integer(results.map { exit(in: $0) }.min() ?? 0)
            json.key("deadline_met")
            json.bool(results.allSatisfy { !$0.isLate(name.task) })
        }
        json.endObject()
    }

    /// What the task that it is about has found.
    private func answer(in result: Rubato_V1_JobResult) -> Answer {
        guard let task = name.task else { return Answer(result.probabilities, result.confidence) }
        let found = result.tasks.first { $0.name == task }
        return Answer(found?.probabilities ?? [], found?.confidence ?? 0)
    }

    private func write(_ answer: Answer, exit: UInt32, _ classes: [String], to json: inout JSONWriter) {
        switch name.field {
        case .probabilities: for value in answer.probabilities { json.number(value) }
        case .class: json.integer(answer.likeliest)
        case .label: json.string(classes[answer.likeliest])
        case .exit: json.integer(exit)
        case .confidence: json.number(answer.confidence)
        }
    }

    private func write(_ answer: Answer, exit: UInt32, _ classes: [String], to binary: inout ByteBuffer) {
        switch name.field {
        case .probabilities:
            for value in answer.probabilities { binary.writeInteger(value.bitPattern, endianness: .little) }
        case .class: binary.writeInteger(Int64(answer.likeliest), endianness: .little)
        case .label:
            let label = classes[answer.likeliest]
            binary.writeInteger(UInt32(label.utf8.count), endianness: .little)
            binary.writeString(label)
        case .exit: binary.writeInteger(Int32(exit), endianness: .little)
        case .confidence: binary.writeInteger(answer.confidence.bitPattern, endianness: .little)
        }
    }

    private struct Answer {
        let probabilities: [Float]
        let confidence: Float

        init(_ probabilities: [Float], _ confidence: Float) {
            self.probabilities = probabilities
            self.confidence = confidence
        }

        /// The first of the classes with the highest probability.
        var likeliest: Int {
            var best = 0
            for (index, value) in probabilities.enumerated() where value > probabilities[best] { best = index }
            return best
        }
    }
}
