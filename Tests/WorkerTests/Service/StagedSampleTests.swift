import Inference
import NIOCore
import Testing

@testable import WorkerService

@Suite("Staged sample")
struct StagedSampleTests {
    private static func isThere(_ sample: StagedSample, before stage: Int) -> Bool {
        sample.content(before: stage) != nil
    }

    @Test("It is there for its next stage only")
    func stages() {
        let sample = StagedSample(.raw(ByteBuffer(), .uint8))
        #expect(Self.isThere(sample, before: 0))
        #expect(!Self.isThere(sample, before: 1))
        sample.advance(past: 0, carrying: UInt8(1))
        #expect(!Self.isThere(sample, before: 0))
        #expect(Self.isThere(sample, before: 1))
    }

    @Test("Once withdrawn it never comes back, even if a stage was running")
    func withdrawn() {
        let sample = StagedSample(.raw(ByteBuffer(), .uint8))
        sample.withdraw()
        sample.advance(past: 0, carrying: UInt8(1))
        #expect(!Self.isThere(sample, before: 0))
        #expect(!Self.isThere(sample, before: 1))
    }
}
