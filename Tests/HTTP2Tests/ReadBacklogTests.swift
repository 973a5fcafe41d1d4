import Kernel
import Testing

@testable import HTTP2

@Suite("What has waited in a socket")
struct ReadBacklogTests {
    private func ms(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000) }

    @Test("reads that leave nothing behind have not waited, however long nothing came")
    func idle() {
        var backlog = ReadBacklog(at: ms(0))
        #expect(backlog.wait(of: 100, at: ms(500)) == .zero)
        #expect(backlog.wait(of: ReadBacklog.readSize - 1, at: ms(900)) == .zero)
    }

    @Test("after a full read the next ones may have waited since the socket was last empty")
    func behind() {
        var backlog = ReadBacklog(at: ms(0))
        _ = backlog.wait(of: 100, at: ms(10))
        #expect(backlog.wait(of: ReadBacklog.readSize, at: ms(14)) == .zero)
        #expect(backlog.wait(of: ReadBacklog.readSize, at: ms(20)) == .milliseconds(10))
        #expect(backlog.wait(of: 1, at: ms(25)) == .milliseconds(15))
        #expect(backlog.wait(of: 1, at: ms(30)) == .zero)
    }
}
