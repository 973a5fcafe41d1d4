import Kernel
import Testing

@testable import ToolPolicy

@Suite("Arrivals")
struct ArrivalTests {
    @Test(
        "reads what a user writes",
        arguments: [
            ("poisson", ArrivalPattern.poisson), ("periodic", .periodic), ("gamma:4", .gamma(variation: 4)),
            ("mmpp:900,10,0.5", .mmpp(high: 900, low: 10, meanSeconds: 0.5)),
            ("trace:/tmp/a:b", .trace(path: "/tmp/a:b")),
        ]
    )
    func parses(text: String, pattern: ArrivalPattern) {
        #expect(ArrivalPattern(text) == pattern)
    }

    @Test(
        "turns away what makes no sense",
        arguments: [
            "", "poison", "poisson:3", "gamma", "gamma:0", "gamma:nan", "gamma:1,2", "mmpp:1,2", "mmpp:0,1,1", "trace:",
        ]
    )
    func refuses(text: String) {
        #expect(ArrivalPattern(text) == nil)
    }

    @Test("is the same for the same seed and another for another seed")
    func isReproducible() {
        let schedules = [UInt64(7), 7, 8].map { seed in
            Array(ArrivalSchedule(pattern: .gamma(variation: 4), rate: 500, length: .seconds(2), seed: seed))
        }
        #expect(schedules[0] == schedules[1])
        #expect(schedules[0] != schedules[2])
    }

    @Test(
        "keeps its rate and never goes back in time",
        arguments: [
            (ArrivalPattern.poisson, 0.05), (.gamma(variation: 0.5), 0.05), (.gamma(variation: 4), 0.25),
            (.periodic, 0.001), (.mmpp(high: 1_900, low: 100, meanSeconds: 0.05), 0.25),
        ]
    )
    func keepsRate(pattern: ArrivalPattern, tolerance: Double) {
        let times = Array(ArrivalSchedule(pattern: pattern, rate: 1_000, length: .seconds(20), seed: 3))
        #expect(abs(Double(times.count) / 20_000 - 1) <= tolerance)
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(times.allSatisfy { $0 >= .zero && $0 < .seconds(20) })
    }

    @Test("spreads gaps as the coefficient of variation says", arguments: [0.5, 1, 2, 4])
    func spreads(variation: Double) {
        var generator = SeededGenerator(seed: 11)
        let gaps = (0..<200_000).map { _ in generator.gamma(mean: 1, variation: variation) }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let square = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(mean - 1) < 0.05)
        #expect(abs(square.squareRoot() / mean / variation - 1) < 0.05)
    }

    @Test("is silent in the low state of on-off traffic")
    func bursts() {
        let pattern = ArrivalPattern.mmpp(high: 1_000, low: 0, meanSeconds: 1)
        let times = Array(ArrivalSchedule(pattern: pattern, rate: 0, length: .seconds(60), seed: 5))
        let longest = zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? .zero
        #expect(longest > .milliseconds(200))
        #expect(times.count > 10_000 && times.count < 50_000)
    }

    @Test("replays a trace as recorded, from its first instant on, and cuts it at the end")
    func replays() {
        let schedule = ArrivalSchedule(trace: [100, 100.5, 101, 109], rate: nil, length: .seconds(5))
        #expect(Array(schedule) == [.zero, .milliseconds(500), .seconds(1)])
    }

    @Test("compresses a trace to the asked rate")
    func compresses() {
        let schedule = ArrivalSchedule(trace: [0, 1, 3, 4], rate: 3, length: .seconds(5))
        #expect(Array(schedule) == [.zero, .milliseconds(250), .milliseconds(750), .seconds(1)])
    }
}
