import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite("Log lines")
struct LogTests {
    private final class Lines: Sendable {
        private let text = Mutex("")

        func append(_ line: String) { text.withLock { $0 += line } }

        var all: String { text.withLock { $0 } }
    }

    private let lines = Lines()

    private func logger(_ format: LogFormat, level: Logger.Level = .info) -> Logger {
        let lines = lines
        return Logger(label: "lane") { label in
            LineLogHandler(
                label: label,
                service: "scheduler-8010",
                format: format,
                level: level,
                now: { WallTime(microseconds: 1_000_000_000_123_456) },
                write: { lines.append($0) }
            )
        }
    }

    @Test("in JSON hold message and metadata as fields, whatever stands in them")
    func json() throws {
        logger(.json).warning(
            "job dropped",
            metadata: [
                "job": "00ff", "text": "a \"b\"\n\u{1}ü", "level": "mine", "list": ["x", "y"],
                "nested": ["k": "v"], "count": .stringConvertible(3),
            ]
        )
        #expect(lines.all.hasSuffix("}\n"))
        #expect(lines.all.filter { $0 == "\n" }.count == 1)
        let object = try JSONSerialization.jsonObject(with: Data(lines.all.utf8))
        let fields = try #require(object as? [String: Any])
        #expect(fields["time"] as? String == "2001-09-09T01:46:40.123456Z")
        #expect(fields["level"] as? String == "warning")
        #expect(fields["service"] as? String == "scheduler-8010")
        #expect(fields["label"] as? String == "lane")
        #expect(fields["message"] as? String == "job dropped")
        #expect(fields["job"] as? String == "00ff")
        #expect(fields["text"] as? String == "a \"b\"\n\u{1}ü")
        #expect(fields["_level"] as? String == "mine")
        #expect(fields["list"] as? [String] == ["x", "y"])
        #expect(fields["nested"] as? [String: String] == ["k": "v"])
        #expect(fields["count"] as? String == "3")
    }

    @Test("in text stay on one line and quote what has spaces")
    func text() {
        logger(.text).info("member left", metadata: ["reason": "connection\nlost", "worker": "w 1"])
        #expect(
            lines.all
                == "2001-09-09T01:46:40.123456Z INFO     lane: member left reason=connection\\nlost worker=\"w 1\"\n"
        )
    }

    @Test("below the level are not written")
    func level() {
        let logger = logger(.text, level: .warning)
        logger.info("unheard")
        logger.error("heard")
        #expect(!lines.all.contains("unheard"))
        #expect(lines.all.contains("heard"))
    }

    @Test("carry the metadata of their logger, which is a value")
    func metadata() {
        var one = logger(.text)
        let other = one
        one[metadataKey: "job"] = "1"
        one.info("first")
        other.info("second")
        #expect(lines.all.contains("first job=1\n"))
        #expect(lines.all.contains("second\n"))
    }
}
