import Domain
import Kernel
import Testing
import WorkerPolicy

@Suite("A worker's memory")
struct PageLedgerTests {
    private static func id(_ name: String) -> ModelID { ModelID(name: name, version: "1") }

    private static func page(_ name: String, _ bytes: Int, resident: Bool = false) -> ModelPage {
        ModelPage(
            model: id(name),
            byteCount: bytes,
            pieces: [.milliseconds(1)],
            state: resident ? .resident : .stored
        )
    }

    private static var ledger: PageLedger {
        PageLedger(
            byteLimit: 30,
            pages: [page("a", 10, resident: true), page("b", 15, resident: true), page("c", 12), page("d", 28)]
        )
    }

    private static func order(_ number: UInt64, _ load: String, evicting: String...) -> PageOrder {
        PageOrder(number: number, load: id(load), evict: evicting.map(id))
    }

    private static let job = JobID(7)

    @Test("a load waits for the notice and for the jobs of what must go, which is served until then")
    func waits() {
        var ledger = Self.ledger
        #expect(ledger.take(Self.order(1, "c", evicting: "a"), at: .ms(5)) == .success(true))
        #expect(ledger.pages.map(\.state) == [.stored, .resident, .loading, .stored])
        #expect(ledger.serves(Self.id("a")) && !ledger.serves(Self.id("c")))
        #expect(ledger.beginsAt == .ms(105))
        #expect(ledger.begin(as: Self.job, at: .ms(104)) { _ in false } == nil)
        #expect(ledger.begin(as: Self.job, at: .ms(105)) { $0 == Self.id("a") } == nil)
        #expect(ledger.begin(as: Self.job, at: .ms(106)) { $0 == Self.id("b") } == Self.order(1, "c", evicting: "a"))
        #expect(!ledger.serves(Self.id("a")) && ledger.job == Self.job && ledger.beginsAt == nil)
    }

    @Test("bytes count until they are given back, and from when they may be taken")
    func counts() {
        var ledger = Self.ledger
        _ = ledger.take(Self.order(1, "c", evicting: "a"), at: .origin)
        #expect(ledger.byteCount == 25)
        _ = ledger.begin(as: Self.job, at: .ms(100)) { _ in false }
        #expect(ledger.byteCount == 25)
        ledger.noteRoom()
        #expect(ledger.byteCount == 27)
        ledger.finish(isLoaded: true)
        #expect(ledger.byteCount == 27 && ledger.serves(Self.id("c")))
        #expect(ledger.loads == 1 && ledger.evictions == 1)
    }

    @Test("what a load that failed may have left behind counts until the next one begins")
    func remembersRemains() {
        var ledger = Self.ledger
        _ = ledger.take(Self.order(1, "c", evicting: "a"), at: .origin)
        _ = ledger.begin(as: Self.job, at: .ms(100)) { _ in false }
        ledger.noteRoom()
        ledger.finish(isLoaded: false)
        #expect(ledger.byteCount == 27 && ledger.failures == 1)
        #expect(ledger.pages[2].state == .stored && !ledger.serves(Self.id("c")))
        #expect(ledger.take(Self.order(2, "a"), at: .ms(200)) == .success(true))
        _ = ledger.begin(as: Self.job, at: .ms(300)) { _ in false }
        ledger.noteRoom()
        #expect(ledger.byteCount == 25)
    }

    @Test("an order is followed once, alone, and only if it fits")
    func refuses() {
        var ledger = Self.ledger
        #expect(ledger.take(Self.order(1, "c"), at: .origin) == .failure(.noRoom))
        #expect(ledger.take(Self.order(2, "d", evicting: "a"), at: .origin) == .failure(.noRoom))
        #expect(ledger.take(Self.order(3, "x"), at: .origin) == .failure(.unknownModel))
        #expect(ledger.take(Self.order(4, "c", evicting: "d"), at: .origin) == .failure(.unknownModel))
        #expect(ledger.take(Self.order(5, "b", evicting: "a"), at: .origin) == .failure(.unknownModel))
        #expect(ledger.take(Self.order(6, "c", evicting: "a"), at: .origin) == .success(true))
        #expect(ledger.take(Self.order(6, "c", evicting: "a"), at: .origin) == .success(false))
        #expect(ledger.take(Self.order(7, "a", evicting: "b"), at: .origin) == .failure(.busy))
        #expect(ledger.evictions == 1)
    }
}

extension Instant {
    fileprivate static func ms(_ count: Int) -> Instant { .origin + .milliseconds(count) }
}
