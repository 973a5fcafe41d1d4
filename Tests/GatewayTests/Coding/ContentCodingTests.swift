import Kernel
import NIOCore
import Testing

@testable import GatewayService

@Suite("Coded bodies")
struct ContentCodingTests {
    @Test(
        "gzip and deflate are undone",
        arguments: [
            ("deflate", CodedBodies.deflated), ("deflate", CodedBodies.stored), ("gzip", CodedBodies.zipped),
            ("GZIP", CodedBodies.zipped),
        ]
    )
    func decodes(encoding: String, coded: String) throws {
        let plain = try ContentCoding.decode(bytes(coded), encoding: encoding, limit: 1_000)
        #expect(String(buffer: plain) == CodedBodies.plain)
    }

    @Test("repetitions come out whole")
    func copiesBack() throws {
        let plain = try ContentCoding.decode(bytes(CodedBodies.repeated), encoding: "gzip", limit: 10_000)
        #expect(String(buffer: plain) == String(repeating: "0.25,", count: 2_000))
    }

    @Test("no more than the limit is unpacked")
    func boundsOutput() throws {
        let problem = try #require(throws: APIProblem.self) {
            try ContentCoding.decode(bytes(CodedBodies.repeated), encoding: "gzip", limit: 9_999)
        }
        #expect(problem.status == 413)
    }

    @Test("an unknown coding is 415")
    func refusesUnknown() throws {
        let problem = try #require(throws: APIProblem.self) {
            try ContentCoding.decode(ByteBuffer(), encoding: "br", limit: 10)
        }
        #expect(problem.status == 415)
        #expect(problem.field == "content-encoding")
    }

    @Test("broken codings are refused or, by luck, whole", arguments: UInt64(0)..<8)
    func survivesMutation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for (encoding, coded) in [("gzip", CodedBodies.repeated), ("deflate", CodedBodies.deflated)] {
            let whole = try ContentCoding.decode(bytes(coded), encoding: encoding, limit: 1 << 20)
            for _ in 0..<200 {
                var mutant = Array(bytes(coded).readableBytesView)
                let place = Int.random(in: 0..<mutant.count, using: &random)
                if Bool.random(using: &random) {
                    mutant[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
                } else {
                    mutant.removeLast(mutant.count - place)
                }
                let plain = try? ContentCoding.decode(ByteBuffer(bytes: mutant), encoding: encoding, limit: 1 << 20)
                if let plain { #expect(plain == whole) }
            }
        }
    }

    private func bytes(_ base64: String) -> ByteBuffer {
        ByteBuffer(bytes: Base64Decoding.bytes(of: base64) ?? [])
    }
}
