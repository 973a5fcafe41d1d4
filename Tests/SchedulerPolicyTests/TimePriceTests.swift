import SchedulerPolicy
import Testing

@Suite("What the lane's time is worth")
struct TimePriceTests {
    /// Asks for time evenly: in every slice so much mandatory work, and so much optional work at each gain rate.
    private static func price(mandatory: Double, asks: [(gainRate: Double, work: Double)], backlog: Double = 0)
        -> Double
    {
        var price = TimePrice(workingShare: 0.97)
        for slice in 0...200 {
            price.advance(to: Int64(slice) * TimePrice.slice, backlog: backlog)
            price.noteMandatory(mandatory * Double(TimePrice.slice))
            for ask in asks { price.note(gainRate: ask.gainRate, work: ask.work * Double(TimePrice.slice)) }
        }
        return price.perNanosecond
    }

    @Test("nothing while there is time for everything")
    func free() {
        #expect(Self.price(mandatory: 0.2, asks: [(1e-6, 0.4), (1e-9, 0.3)]) == 0)
    }

    @Test("between what still fits and what does not in overload", arguments: [0.1, 0.5, 0.9])
    func overload(share: Double) {
        let asks = [(1e-6, 0.3), (1e-7, 0.3), (1e-8, 0.3), (1e-9, 0.3)]
        let price = Self.price(mandatory: share, asks: asks.map { (gainRate: $0.0, work: $0.1) })
        let fitting = asks.prefix(Int((0.97 - share) / 0.3))
        #expect(price > (asks.dropFirst(fitting.count).first?.0 ?? 0))
        if let last = fitting.last { #expect(price <= last.0) }
    }

    @Test("more while a backlog waits")
    func backlog() {
        let asks = [(gainRate: 1e-6, work: 0.4), (gainRate: 1e-8, work: 0.3)]
        #expect(Self.price(mandatory: 0.2, asks: asks) == 0)
        #expect(Self.price(mandatory: 0.2, asks: asks, backlog: 20e6) > 1e-8)
    }

    @Test("what was asked for long ago is forgotten")
    func forgetting() {
        var price = TimePrice(workingShare: 0.97)
        for slice in 0...20 {
            price.advance(to: Int64(slice) * TimePrice.slice, backlog: 0)
            price.note(gainRate: 1e-7, work: 3 * Double(TimePrice.slice))
        }
        #expect(price.perNanosecond > 0)
        price.advance(to: 200 * TimePrice.slice, backlog: 0)
        price.advance(to: 202 * TimePrice.slice, backlog: 0)
        #expect(price.perNanosecond == 0)
    }

    @Test(
        "a burst uses the time that nobody wanted before, as much of it as is remembered",
        arguments: [Int64(0), 1_000]
    )
    func burst(idleSlices: Int64) {
        for (slices, isFree) in [(8.0, true), (13.0, false)] {
            var price = TimePrice(workingShare: 0.97)
            price.advance(to: 0, backlog: 0)
            price.advance(to: idleSlices * TimePrice.slice, backlog: 0)
            price.note(gainRate: 1e-7, work: slices * Double(TimePrice.slice))
            price.advance(to: (idleSlices + 1) * TimePrice.slice, backlog: 0)
            #expect((price.perNanosecond == 0) == isFree)
        }
    }
}
