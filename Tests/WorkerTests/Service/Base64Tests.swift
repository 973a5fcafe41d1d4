import Foundation
import Messages
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test("What is encoded is decoded, with padding or without", arguments: 0..<40)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 7) }
        let text = Base64.encode(bytes)
        #expect(text == Data(bytes).base64EncodedString())
        #expect(Base64.decode(text) == bytes)
        #expect(Base64.decode(String(text.prefix { $0 != "=" })) == bytes)
    }

    @Test("The vectors of RFC 4648", arguments: [("Zg==", "f"), ("Zm9v", "foo"), ("Zm9vYmE=", "fooba")])
    func vectors(text: String, plain: String) {
        #expect(Base64.decode(text) == Array(plain.utf8))
        #expect(Base64.encode(Array(plain.utf8)) == text)
    }

    @Test("What is not base64 is refused", arguments: ["Z", "Zm9v!", "Zm 9v", "Zm9vY"])
    func refused(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
