/// The place of a request in a distributed trace, as W3C Trace Context (level 1) carries it.
package struct TraceContext: Sendable, Hashable, CustomStringConvertible {
    package static let header = "traceparent"

    /// 32 hexadecimal digits in lower case, not all zero.
    package let traceID: String
    /// Of the caller's span: 16 hexadecimal digits in lower case, not all zero.
    package let spanID: String
    /// Bit 0 says that the caller records the trace.
    package let flags: UInt8

    package var isSampled: Bool { flags & 1 == 1 }

    /// As the header's value.
    package var description: String { "00-\(traceID)-\(spanID)-\(flags < 16 ? "0" : "")\(String(flags, radix: 16))" }

    /// Reads a header; `nil` if it is malformed, and then the request starts a trace of its own.
    ///
    /// A later version than 00 may have more fields, which are passed over, as the recommendation demands.
    package init?(_ header: some StringProtocol) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, Self.isHex(parts[0], 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            Self.isHex(parts[1], 32), Self.isHex(parts[2], 16), Self.isHex(parts[3], 2),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        traceID = String(parts[1])
        spanID = String(parts[2])
        self.flags = flags
    }

    private init(traceID: String, spanID: String, flags: UInt8) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// The trace that a request belongs to at this service: the caller's with a new span, or a new one, not sampled.
    package static func continuing(_ header: String?, using random: inout some RandomNumberGenerator) -> TraceContext {
        guard let caller = header.flatMap({ TraceContext($0) }) else {
            let traceID = hex(random.next() | 1) + hex(random.next())
            return TraceContext(traceID: traceID, spanID: hex(random.next() | 1), flags: 0)
        }
        return caller.child(using: &random)
    }

    /// A span below this one.
    package func child(using random: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.hex(random.next() | 1), flags: flags)
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isHex(_ text: some StringProtocol, _ count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
