import Foundation
import Testing

@testable import GatewayService

@Suite("Base64")
struct Base64Tests {
    @Test("agrees with Foundation at every length", arguments: 0..<70)
    func agrees(length: Int) {
        var random = SeededGenerator(seed: UInt64(length))
        let bytes = (0..<length).map { _ in UInt8.random(in: 0...(.max), using: &random) }
        #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
    }
}
