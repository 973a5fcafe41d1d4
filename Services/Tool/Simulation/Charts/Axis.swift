/// A linear axis: where a value lies, and which values get a mark.
struct Axis {
    let low: Double
    let high: Double
    /// Where ``low`` and ``high`` lie on the sheet.
    let from: Double
    let to: Double
    let marks: [Double]

    /// Widens the range to round marks.
    init(_ low: Double, _ high: Double, from: Double, to: Double, marks wanted: Int = 6, isRounded: Bool = true) {
        let span = high > low ? high - low : max(abs(high), 1)
        let step = Self.step(span / Double(max(1, wanted)))
        self.low = isRounded ? (low / step + 1e-9).rounded(.down) * step : low
        self.high = isRounded ? (high / step - 1e-9).rounded(.up) * step : max(high, low + span)
        self.from = from
        self.to = to
        var marks: [Double] = []
        var mark = (self.low / step - 1e-9).rounded(.up) * step
        while mark <= self.high + step * 1e-6, marks.count < 100 {
            marks.append(mark)
            mark += step
        }
        self.marks = marks
    }

    func place(_ value: Double) -> Double { from + (value - low) / (high - low) * (to - from) }

    /// With as many digits as the distance of the marks asks for.
    func text(_ value: Double) -> String {
        let step = marks.count > 1 ? marks[1] - marks[0] : 1
        let scale = step >= 1 ? 1.0 : step >= 0.1 ? 10 : step >= 0.01 ? 100 : 1_000
        let rounded = (value * scale).rounded() / scale
        return scale == 1 ? String(Int(rounded)) : String(rounded)
    }

    /// 1, 2 or 5 times a power of ten, at least the wish.
    private static func step(_ wish: Double) -> Double {
        var power = 1.0
        while power > wish { power /= 10 }
        while power * 10 <= wish { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= wish * 0.999 } ?? power
    }
}
