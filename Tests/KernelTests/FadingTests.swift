import Kernel
import Testing

@Suite("What fades")
struct FadingTests {
    @Test("an eighth goes with every slice that is over, and none before")
    func fades() {
        var fading = Fading()
        #expect(fading.advance(to: 7) == nil)
        #expect(fading.advance(to: 7 + Fading.slice - 1) == nil)
        let first = fading.advance(to: 7 + Fading.slice)
        #expect(first?.slices == 1 && first?.kept == 0.875)
        let more = fading.advance(to: 7 + 3 * Fading.slice + 1)
        #expect(more?.slices == 2 && more?.kept == 0.875 * 0.875)
        #expect(fading.advance(to: 7 + 4 * Fading.slice)?.slices == 1, "a slice begins where the last one ended")
    }

    @Test("after a long time hardly anything is left, and finding out is quick")
    func isBounded() {
        var fading = Fading()
        _ = fading.advance(to: 0)
        let rest = fading.advance(to: .max / 2)
        #expect(rest.map { $0.kept < 0.001 } ?? false)
    }
}
