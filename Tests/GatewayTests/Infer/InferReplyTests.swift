import Domain
import GatewayPolicy
import Messages
import NIOCore
import Testing

@testable import GatewayService

@Suite("Answers")
struct InferReplyTests {
    @Test("binary outputs are little-endian and in the order asked for")
    func writesBinary() {
        var json = JSONWriter()
        var binary = ByteBuffer()
        json.beginArray()
        for name in OutputName.Field.allCases.map({ OutputName($0) }) {
            OutputWriter(name: name, isBinary: true).write([result], of: Toy.model, to: &json, &binary)
        }
        json.endArray()
        let expected: [UInt8] =
            [0, 0, 0, 0x3E] + [0, 0, 0x20, 0x3F] + [0, 0, 0, 0x3E]
            + [1, 0, 0, 0, 0, 0, 0, 0]
            + [4, 0, 0, 0] + Array("dög".utf8)
            + [2, 0, 0, 0]
            + [0, 0, 0x40, 0x3F]
        #expect(Array(binary.readableBytesView) == expected)
        let text = String(buffer: json.buffer)
        let head = #"[{"name":"probabilities","datatype":"FP32","shape":[1,3],"parameters":{"binary_data_size":12}}"#
        #expect(text.hasPrefix(head), "\(text)")
    }

    @Test("JSON outputs are numbers and names")
    func writesJSON() {
        var json = JSONWriter()
        var binary = ByteBuffer()
        OutputWriter(name: OutputName(.label), isBinary: false).write(
            [result, result],
            of: Toy.model,
            to: &json,
            &binary
        )
        #expect(String(buffer: json.buffer) == #"{"name":"label","datatype":"BYTES","shape":[2],"data":["dög","dög"]}"#)
        #expect(binary.readableBytes == 0)
    }

    @Test("a result that does not fit the model is not passed on")
    func checksResults() {
        #expect(InferReply.isSound(result, for: Toy.model))
        var short = result
        short.probabilities = [1]
        #expect(!InferReply.isSound(short, for: Toy.model))
        var deep = result
        deep.exit = 3
        #expect(!InferReply.isSound(deep, for: Toy.model))
        var wild = result
        wild.probabilities[0] = .nan
        #expect(!InferReply.isSound(wild, for: Toy.model))
    }

    @Test("the timing header has milliseconds with three decimals")
    func writesServerTiming() {
        let report = AnswerReport(
            job: JobID(1),
            worker: WorkerID("w"),
            terms: .promise,
            exit: 0,
            confidence: 1,
            expectedAccuracy: 1,
            isInTime: true,
            budget: .milliseconds(50),
            total: .microseconds(12_034),
            admission: .microseconds(7),
            queue: .zero,
            execution: .microseconds(11_000),
            network: .microseconds(-5),
            cost: 0
        )
        let wanted = "admission;dur=0.007, queue;dur=0.000, execution;dur=11.000, network;dur=0.000, total;dur=12.034"
        #expect(report.serverTiming == wanted)
    }

    private var result: Rubato_V1_JobResult {
        var result = Rubato_V1_JobResult()
        result.exit = 2
        result.confidence = 0.75
        result.probabilities = [0.125, 0.625, 0.125]
        return result
    }
}
