import Approximation
import Domain
import Kernel
import Testing

@Suite("Which pages are held")
struct PageChoiceTests {
    private static func id(_ name: String) -> ModelID { ModelID(name: name, version: "1") }

    private static func page(
        _ name: String,
        bytes: Int = 10,
        accuracy: Double = 0.8,
        resident: Bool = false,
        needed: Bool = false,
        staysUntil: Instant? = nil,
        loadTime: Duration = .milliseconds(500)
    ) -> PagedMemory.Page {
        PagedMemory.Page(
            model: id(name),
            byteCount: bytes,
            loadTime: loadTime,
            accuracy: accuracy,
            isResident: resident,
            isNeeded: needed,
            staysUntil: staysUntil
        )
    }

    /// Asked for so often in the last second.
    private static func choice(_ counts: [String: Int]) -> PageChoice {
        var choice = PageChoice()
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            choice.note(id(name), count: Double(count), at: .origin)
        }
        return choice
    }

    private static func move(_ counts: [String: Int], _ limit: Int, _ pages: [PagedMemory.Page]) -> PageMove? {
        choice(counts).move(in: PagedMemory(byteLimit: limit, pages: pages), at: .origin)
    }

    private static func load(_ name: String, evicting: String...) -> PageMove {
        PageMove(load: id(name), evict: evicting.map(id))
    }

    @Test("what is asked for comes into free memory, what is not does not")
    func fills() {
        let pages = [Self.page("a", resident: true), Self.page("b"), Self.page("c")]
        #expect(Self.move(["b": 1], 20, pages) == Self.load("b"))
        #expect(Self.move(["a": 50], 30, pages) == nil)
        #expect(Self.move([:], 30, pages) == nil)
    }

    @Test("what goes is what loses least per byte, and only if more is won")
    func evicts() {
        let pages = [Self.page("a", resident: true), Self.page("b", bytes: 20, resident: true), Self.page("c")]
        #expect(Self.move(["a": 30, "b": 20, "c": 100], 30, pages) == Self.load("c", evicting: "b"))
        #expect(Self.move(["a": 30, "b": 90, "c": 100], 30, pages) == Self.load("c", evicting: "a"))
        #expect(Self.move(["a": 30, "b": 90, "c": 20], 30, pages) == nil)
    }

    @Test("a page that something promised needs, or that has not stayed for long, does not go")
    func keeps() {
        let needed = [Self.page("a", resident: true, needed: true), Self.page("b")]
        #expect(Self.move(["b": 100], 10, needed) == nil)
        let young = [Self.page("a", resident: true, staysUntil: .origin + .seconds(1)), Self.page("b")]
        #expect(Self.move(["b": 100], 10, young) == nil)
        let old = [Self.page("a", resident: true, staysUntil: .origin), Self.page("b")]
        #expect(Self.move(["b": 100], 10, old) == Self.load("b", evicting: "a"))
    }

    @Test("a variant that is there makes its model less urgent, by as much as it is right")
    func weighsVariants() {
        let pages = [
            Self.page("a", accuracy: 0.9, resident: false),
            Self.page("a@small", bytes: 2, accuracy: 0.8, resident: true),
            Self.page("b", resident: true), Self.page("c"),
        ]
        // 100 requests lack 0.1 each, 20 lack 0.8.
        #expect(Self.move(["a": 100, "c": 20, "b": 1], 12, pages) == Self.load("c", evicting: "b"))
        let gone = pages.map { page in
            page.model == Self.id("a@small") ? Self.page("a@small", bytes: 2, accuracy: 0.8) : page
        }
        #expect(Self.move(["a": 100, "c": 20, "b": 1], 10, gone) == Self.load("a", evicting: "b"))
    }

    @Test("requests that no variant may answer lack their model as if there were none")
    func weighsExactWishes() {
        let pages = [
            Self.page("a", accuracy: 0.9), Self.page("a@small", bytes: 2, accuracy: 0.85, resident: true),
            Self.page("b", resident: true),
        ]
        let memory = PagedMemory(byteLimit: 12, pages: pages)
        for (isExact, move) in [(false, nil), (true, Self.load("a", evicting: "b"))] {
            var choice = Self.choice(["b": 10])
            choice.note(Self.id("a"), count: 20, isExact: isExact, at: .origin)
            #expect(choice.move(in: memory, at: .origin) == move)
            #expect(choice.rate(of: Self.id("a"), at: .origin) > choice.rate(of: Self.id("b"), at: .origin))
        }
    }

    @Test("what another worker holds is not wanted twice before everything is there once")
    func spreads() {
        let pages = [Self.page("a", resident: true), Self.page("b"), Self.page("c")]
        let memory = PagedMemory(byteLimit: 10, pages: pages, elsewhere: [Self.id("b")])
        let move = Self.choice(["b": 500, "c": 20]).move(in: memory, at: .origin)
        #expect(move == Self.load("c", evicting: "a"))
    }

    @Test("a load that takes longer than what is won lasts is not made")
    func amortizes() {
        let slow = Self.page("b", loadTime: .seconds(9))
        let pages = [Self.page("a", resident: true), slow]
        #expect(Self.move(["a": 100, "b": 150], 10, pages) == nil)
        #expect(Self.move(["a": 10, "b": 150], 10, pages) == Self.load("b", evicting: "a"))
    }

    /// Plays demand against a memory for one of two pages, with loads that take their time.
    private static func moves(seconds: Int, gap: Duration, demand: (Int) -> String) -> Int {
        var choice = PageChoice()
        var resident = "a"
        var arrival: Instant?
        var moves = 0
        var now = Instant.origin
        var step = 0
        while now < .origin + .seconds(seconds) {
            choice.note(id(demand(step)), at: now)
            let pages = ["a", "b"].map { name in
                let stays = name == resident ? arrival.map { $0 + .milliseconds(500) * 10 } : nil
                return page(name, resident: name == resident, staysUntil: stays)
            }
            if let move = choice.move(in: PagedMemory(byteLimit: 10, pages: pages), at: now) {
                moves += 1
                resident = move.load.name
                arrival = now + .milliseconds(500)
            }
            now = now + gap
            step += 1
        }
        return moves
    }

    @Test("two models that are asked for in turn do not drive each other out", arguments: [10, 100, 1_000])
    func doesNotThrash(gap: Int) {
        let moves = Self.moves(seconds: 300, gap: .milliseconds(gap)) { $0.isMultiple(of: 2) ? "a" : "b" }
        #expect(moves <= 1)
    }

    @Test("demand that changes for good brings one change, however often it changes back no more than its loads allow")
    func follows() {
        #expect(Self.moves(seconds: 120, gap: .milliseconds(100)) { $0 < 600 ? "a" : "b" } == 1)
        #expect(Self.moves(seconds: 300, gap: .milliseconds(100)) { ($0 / 300).isMultiple(of: 2) ? "a" : "b" } == 9)
        // Every 2 s: a load may come every 5.5 s at most.
        let hasty = Self.moves(seconds: 300, gap: .milliseconds(100)) { ($0 / 20).isMultiple(of: 2) ? "a" : "b" }
        #expect(hasty <= 55)
    }

    @Test("rates fade by half in a half-life")
    func fades() {
        let choice = Self.choice(["a": 10])
        let now = choice.rate(of: Self.id("a"), at: .origin)
        for (seconds, share) in [(5, 0.5), (10, 0.25), (2, 0.7579), (400, 0)] {
            let later = choice.rate(of: Self.id("a"), at: .origin + .seconds(seconds))
            #expect(abs(later - now * share) < 0.003 * now, "\(seconds) s")
        }
    }
}
