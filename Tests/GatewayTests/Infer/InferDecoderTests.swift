import Domain
import NIOCore
import Testing

@testable import GatewayService

@Suite("Understanding inference requests")
struct InferDecoderTests {
    @Test("flat, nested and reordered data make the same tensor")
    func readsData() throws {
        let flat = try decode(#"{"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4.5]}]}"#)
        let nested = try decode(
            #"{"inputs":[{"data":[[[[1,2],[3,4.5]]]],"datatype":"FP32","shape":[1,1,2,2],"name":"image","x":[{}]}]}"#
        )
        #expect(flat.tensor == ByteBuffer(floats: [1, 2, 3, 4.5]))
        #expect(nested.tensor == flat.tensor)
        #expect(flat.sampleCount == 1)
        #expect(flat.outputs.isEmpty)
    }

    @Test("several samples are told apart")
    func splitsSamples() throws {
        let request = try decode(
            #"{"inputs":[{"name":"image","shape":[2,1,2,2],"datatype":"UINT8","data":[0,1,2,3,252,253,254,255]}]}"#
        )
        #expect(request.sampleCount == 2)
        #expect(request.sample(0) == ByteBuffer(bytes: [0, 1, 2, 3]))
        #expect(request.sample(1) == ByteBuffer(bytes: [252, 253, 254, 255]))
    }

    @Test("parameters and outputs are taken as they are written")
    func readsWishes() throws {
        let request = try decode(
            #"""
            {"id":"\u0041","parameters":{"timeout":2500,"priority":1,"min_exit":1,"max_exit":2,"threshold":0.75,
             "best_effort":true,"cloud":false,"binary_data_output":true,"sequence_id":7},
             "outputs":[{"name":"label"},{"name":"class","parameters":{"binary_data":false}}],
             "inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}]}
            """#
        )
        #expect(request.id == "A")
        let parameters = InferParameters(
            budget: .microseconds(2500),
            minExit: 1,
            maxExit: 2,
            threshold: 0.75,
            bestEffortIsAllowed: true,
            cloudIsAllowed: false,
            binaryOutput: true
        )
        #expect(request.parameters == parameters)
        #expect(
            request.outputs == [
                OutputWish(name: OutputName(.label)), OutputWish(name: OutputName(.class), isBinary: false),
            ]
        )
        #expect(request.rule(for: Toy.model) == .init(mandatoryExit: 1, lastExit: 2, threshold: 0.75))
    }

    @Test("without wishes the model's rule holds; a shallower last exit takes the mandatory one along")
    func makesRules() {
        var request = InferRequest()
        #expect(request.rule(for: Toy.model) == Toy.model.defaultRule)
        var deep = Toy.model
        deep.mandatoryExit = 2
        request.parameters.maxExit = 1
        #expect(request.rule(for: deep) == .init(mandatoryExit: 1, lastExit: 1, threshold: 0.9))
    }

    @Test("a zero timeout asks for the default")
    func readsZeroTimeout() throws {
        let request = try decode(
            #"{"parameters":{"timeout":0},"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#
        )
        #expect(request.parameters.budget == nil)
    }

    @Test("binary tensors follow the JSON byte for byte")
    func readsBinary() throws {
        let json =
            #"{"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","parameters":{"binary_data_size":16}}]}"#
        var body = ByteBuffer(string: json)
        body.writeBytes([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x20, 0x41])
        let request = try InferDecoder.decode(body, jsonLength: json.utf8.count, model: Toy.model, sampleLimit: 4)
        #expect(request.tensor == ByteBuffer(floats: [1, -2, 0, 10]))
    }

    @Test("a bare body is one sample, its length says of which type, and all outputs are binary")
    func readsBareBodies() throws {
        let floats = ByteBuffer(floats: [1, 2, 3, 4])
        let request = try InferDecoder.decode(floats, jsonLength: 0, model: Toy.model, sampleLimit: 4)
        #expect(request.tensor == floats)
        #expect(request.parameters.binaryOutput)
        let pixels = ByteBuffer(bytes: [1, 2, 3, 4])
        let other = try InferDecoder.decode(pixels, jsonLength: 0, model: Toy.model, sampleLimit: 4)
        #expect(other.datatype == .uint8)
    }

    private func decode(_ json: String) throws -> InferRequest {
        try InferDecoder.decode(ByteBuffer(string: json), jsonLength: nil, model: Toy.model, sampleLimit: 4)
    }
}

extension ByteBuffer {
    init(floats: [Float]) {
        self.init()
        for value in floats { writeInteger(value.bitPattern, endianness: .little) }
    }
}
