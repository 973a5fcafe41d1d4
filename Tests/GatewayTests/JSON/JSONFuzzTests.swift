import Foundation
import Kernel
import NIOCore
import Testing

@testable import GatewayService

@Suite("Broken JSON")
struct JSONFuzzTests {
    static let seeds = [
        #"{"a":[1,2.5e-3,"x\u00e9\n",{"b":null,"c":true}],"d":"é😀"}"#,
        #"[[[1,-2],[3,4]],"\ud83d\ude00",false,{}]"#,
        #"{"id":"1","parameters":{"timeout":5000},"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#,
    ]

    @Test("is never taken for JSON that Foundation would refuse", arguments: UInt64(0)..<10)
    func agreesWithFoundation(seed: UInt64) {
        var mutator = Mutator(seed: seed, seeds: Self.seeds)
        for _ in 0..<1_000 {
            let bytes = mutator.next()
            var reader = JSONReader(bytes)
            let isTaken = (try? reader.skip()) != nil && (try? reader.finish()) != nil
            let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            // Not the other way round: Foundation lets commas before closing brackets pass.
            if isTaken { #expect(isJSON, "\(String(decoding: bytes, as: UTF8.self))") }
        }
    }

    @Test("a mutated request is understood whole or refused with 400", arguments: UInt64(0)..<10)
    func decodesOrRefuses(seed: UInt64) {
        var mutator = Mutator(seed: seed, seeds: [Self.seeds[2]])
        for _ in 0..<1_000 {
            let body = ByteBuffer(bytes: mutator.next())
            do {
                let request = try InferDecoder.decode(body, jsonLength: nil, model: Toy.model, sampleLimit: 4)
                #expect(request.tensor.readableBytes == request.sampleCount * 4 * request.datatype.bytesPerElement)
                #expect((1...4).contains(request.sampleCount))
            } catch {
                #expect(error.status == 400)
                #expect(!error.reason.isEmpty)
            }
        }
    }

    @Test("a mutated length of the JSON, or of the tensor, is refused or fits", arguments: UInt64(0)..<5)
    func boundsBinary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let size = Int.random(in: -2...40, using: &random)
            let json = #"""
                {"inputs":[{"name":"image","shape":[1,1,2,2],"datatype":"FP32","parameters":{"binary_data_size":\#(size)}}]}
                """#
            var body = ByteBuffer(string: json)
            body.writeRepeatingByte(1, count: Int.random(in: 0...40, using: &random))
            let length = json.utf8.count + Int.random(in: -3...45, using: &random)
            let request = try? InferDecoder.decode(body, jsonLength: length, model: Toy.model, sampleLimit: 4)
            if let request { #expect(request.tensor.readableBytes == 16) }
        }
    }
}
