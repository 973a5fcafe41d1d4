#if canImport(Glibc)
    import Glibc
#endif

/// An axis: where a value lies, and which values get a mark.
struct Axis {
    let low: Double
    let high: Double
    /// Where ``low`` and ``high`` lie on the sheet.
    let from: Double
    let to: Double
    let marks: [Double]
    let isLogarithmic: Bool

    /// A linear axis; rounded, its range is widened to round marks.
    init(_ low: Double, _ high: Double, from: Double, to: Double, marks wanted: Int = 6, isRounded: Bool = true) {
        let span = high > low ? high - low : max(abs(high), 1)
        let step = Self.step(span / Double(max(1, wanted)))
        self.low = isRounded ? (low / step + 1e-9).rounded(.down) * step : low
        self.high = isRounded ? max((high / step - 1e-9).rounded(.up), low / step + 1) * step : max(high, low + span)
        self.from = from
        self.to = to
        isLogarithmic = false
        var marks: [Double] = []
        var mark = (self.low / step - 1e-9).rounded(.up) * step
        while mark <= self.high + step * 1e-6, marks.count < 100 {
            marks.append(mark)
            mark += step
        }
        self.marks = marks
    }

    /// A logarithmic axis from above 0, widened to marks at 1, 2 and 5 times the powers of ten.
    init(logarithmic low: Double, _ high: Double, from: Double, to: Double) {
        let all = (-9...9).flatMap { power in [1.0, 2, 5].map { $0 * pow(10, Double(power)) } }
        let bottom = all.last { $0 <= low * 1.000001 } ?? 1e-9
        let top = all.first { $0 >= high * 0.999999 && $0 > bottom } ?? 5e9
        self.low = bottom
        self.high = top
        self.from = from
        self.to = to
        isLogarithmic = true
        let inside = all.filter { $0 >= bottom && $0 <= top }
        // Beyond three decades only the powers of ten have room.
        marks = inside.count > 10 ? inside.filter { log10($0).rounded() == log10($0) } : inside
    }

    func place(_ value: Double) -> Double {
        let share =
            isLogarithmic
            ? log(max(value, low) / low) / log(high / low) : (value - low) / (high - low)
        return from + min(max(share, 0), 1) * (to - from)
    }

    /// With as many digits as the distance of the marks asks for.
    func text(_ value: Double) -> String {
        let step = isLogarithmic ? value : marks.count > 1 ? marks[1] - marks[0] : 1
        let scale = step >= 1 ? 1.0 : step >= 0.1 ? 10 : step >= 0.01 ? 100 : 1_000
        let rounded = (value * scale).rounded() / scale
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// 1, 2 or 5 times a power of ten, at least the wish.
    private static func step(_ wish: Double) -> Double {
        var power = 1.0
        while power > wish { power /= 10 }
        while power * 10 <= wish { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= wish * 0.999 } ?? power
    }
}
