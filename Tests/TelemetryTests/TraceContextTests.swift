import Telemetry
import Testing

@Suite("The trace context")
struct TraceContextTests {
    private let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test("is read as W3C writes it")
    func reads() throws {
        let context = try #require(TraceContext(header))
        #expect(context.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(context.spanID == "00f067aa0ba902b7")
        #expect(context.isSampled)
        #expect(context.description == header)
    }

    @Test("of a later version may have more fields")
    func laterVersion() {
        #expect(TraceContext("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what") != nil)
    }

    @Test(
        "that is malformed is not read",
        arguments: [
            "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        ]
    )
    func malformed(header: String) {
        #expect(TraceContext(header) == nil)
    }

    @Test("is continued: same trace and flags, another span")
    func continues() {
        var random = SystemRandomNumberGenerator()
        let child = TraceContext.continuing(header, using: &random)
        #expect(child.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(child.spanID != "00f067aa0ba902b7")
        #expect(child.isSampled)
    }

    @Test("begins anew, not sampled and readable by others, where there is none")
    func begins() {
        var random = SystemRandomNumberGenerator()
        let context = TraceContext.continuing(nil, using: &random)
        #expect(!context.isSampled)
        #expect(TraceContext(context.description) == context)
        #expect(TraceContext.continuing("junk", using: &random).traceID != context.traceID)
    }
}
