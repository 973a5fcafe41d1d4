import Kernel
import Testing

@Suite("Time")
struct TimeTests {
    @Test("an instant and a duration add up to the instant between which the duration lies")
    func addition() {
        let start = Instant(nanoseconds: 1_000)
        #expect(start + .microseconds(2) == Instant(nanoseconds: 3_000))
        #expect(Instant(nanoseconds: 3_000) - start == .microseconds(2))
        #expect(start - .microseconds(2) == Instant(nanoseconds: -1_000))
    }

    @Test(
        "a duration is clamped to what 64 bits of nanoseconds hold",
        arguments: [
            (Duration.seconds(Int64.max), Int64.max), (.seconds(Int64.min), .min), (.milliseconds(-3), -3_000_000),
            (.nanoseconds(7), 7), (.zero, 0),
        ]
    )
    func clamping(duration: Duration, nanoseconds: Int64) {
        #expect(duration.nanoseconds == nanoseconds)
    }

    @Test("the distant future can be moved by a year without overflow")
    func distantFuture() {
        #expect(Instant.distantFuture + .seconds(31_536_000) > .distantFuture)
    }
}
