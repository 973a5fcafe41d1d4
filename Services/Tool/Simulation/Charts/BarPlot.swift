/// Horizontal bars with their values written at their ends.
package struct BarPlot {
    package struct Bar {
        package var name: String
        package var value: Double
        package var error: Double
        package var isBold: Bool

        package init(name: String, value: Double, error: Double = 0, isBold: Bool = false) {
            self.name = name
            self.value = value
            self.error = error
            self.isBold = isBold
        }
    }

    private static let left = 250.0
    private static let right = 110.0
    private static let top = 70.0
    private static let rowHeight = 24.0

    package var title: String
    package var subtitle = ""
    package var label: String
    package var bars: [Bar] = []
    /// Drawn as a line across all bars.
    package var bound: (name: String, value: Double)?
    /// Where the axis begins, if not at 0.
    package var origin = 0.0

    package init(title: String, label: String) {
        self.title = title
        self.label = label
    }

    package var svg: String {
        let bottom = Self.top + Double(bars.count) * Self.rowHeight
        var sheet = SVG(width: 860, height: bottom + 56, title: title, subtitle: subtitle)
        let highest = max(bars.map { $0.value + $0.error }.max() ?? 1, bound?.value ?? 0)
        let axis = Axis(origin, highest, from: Self.left, to: sheet.width - Self.right)
        for mark in axis.marks {
            sheet.line(axis.place(mark), Self.top - 4, axis.place(mark), bottom, color: Palette.grid)
            sheet.label(axis.text(mark), axis.place(mark), bottom + 16, anchor: .middle)
        }
        sheet.label(label, (axis.from + axis.to) / 2, bottom + 40, anchor: .middle)
        for (row, bar) in bars.enumerated() { draw(bar, row, axis, &sheet) }
        if let bound {
            let place = axis.place(bound.value)
            sheet.polyline([(place, Self.top - 6), (place, bottom)], color: Palette.muted, width: 1.5, dash: "2 4")
            sheet.label(bound.name, place, Self.top - 10, anchor: .middle, color: Palette.muted, size: 11)
        }
        return sheet.text
    }

    private func draw(_ bar: Bar, _ row: Int, _ axis: Axis, _ sheet: inout SVG) {
        let y = Self.top + Double(row) * Self.rowHeight
        let color = bar.isBold ? Palette.color(0) : "#9DB8C9"
        sheet.label(bar.name, Self.left - 10, y + 16, anchor: .end, isBold: bar.isBold)
        sheet.rectangle(axis.from, y + 3, max(0, axis.place(bar.value) - axis.from), Self.rowHeight - 7, color: color)
        let middle = y + Self.rowHeight / 2
        if bar.error > 0 {
            let (low, high) = (axis.place(bar.value - bar.error), axis.place(bar.value + bar.error))
            sheet.line(low, middle, high, middle, color: Palette.ink)
        }
        let text = SVG.short(bar.value)
        sheet.label(text, axis.place(bar.value + bar.error) + 6, y + 16, size: 11, isBold: bar.isBold)
    }
}
