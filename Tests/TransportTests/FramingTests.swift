import Kernel
import NIOCore
import SwiftProtobuf
import Testing
import Transport

@Suite("Messages are cut out of bodies")
struct FramingTests {
    @Test("messages survive any split of their bytes", arguments: UInt64(0)..<100)
    func splits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            String(repeating: "m", count: Int.random(in: 0...300, using: &random))
        }
        var stream = ByteBuffer()
        for text in texts { stream.writeImmutableBuffer(try MessageFraming.encode(Calls.text(text))) }
        var framing = MessageFraming(limit: 1_000)
        var received: [String] = []
        while stream.readableBytes > 0 {
            let count = Int.random(in: 1...min(97, stream.readableBytes), using: &random)
            let piece = stream.readSlice(length: count)
            framing.append(try #require(piece))
            while let bytes = try framing.next() {
                let message: Calls.Text = try MessageFraming.decode(bytes)
                received.append(message.value)
            }
        }
        #expect(received == texts)
        #expect(!framing.isInsideMessage)
    }

    @Test("the frame is the prefix that gRPC describes, then the message")
    func frame() throws {
        let frame = try MessageFraming.encode(Calls.text("hi"))
        #expect(Array(frame.readableBytesView) == [0, 0, 0, 0, 4, 0x0A, 2, 0x68, 0x69])
    }

    @Test("a compressed message is refused as unimplemented")
    func compressed() {
        var framing = MessageFraming(limit: 10)
        framing.append(ByteBuffer(bytes: [1]))
        let status = #expect(throws: CallStatus.self) { try framing.next() }
        #expect(status?.code == .unimplemented)
    }

    @Test("a message is refused by its length before its bytes come")
    func tooLong() {
        var framing = MessageFraming(limit: 10)
        framing.append(ByteBuffer(bytes: [0, 0xFF, 0xFF, 0xFF, 0xFF]))
        let status = #expect(throws: CallStatus.self) { try framing.next() }
        #expect(status?.code == .resourceExhausted)
    }

    @Test("bytes that are no message are an invalid argument")
    func notAMessage() {
        let status = #expect(throws: CallStatus.self) {
            let _: Calls.Text = try MessageFraming.decode(ByteBuffer(bytes: [0x0A, 0x05, 0x01]))
        }
        #expect(status?.code == .invalidArgument)
    }
}
