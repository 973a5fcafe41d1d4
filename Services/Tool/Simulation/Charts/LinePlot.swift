/// Lines over one axis, each with its name at its end, so that no one has to look from a legend to a color and back.
package struct LinePlot {
    package struct Series {
        package var name: String
        package var points: [(x: Double, y: Double)]
        /// Half the height of the bar at each point, 0 for none.
        package var errors: [Double]
        package var isBold = false
        /// A bound rather than a result: dashed and gray.
        package var isBound = false

        package init(name: String, points: [(x: Double, y: Double)], errors: [Double] = []) {
            self.name = name
            self.points = points
            self.errors = errors
        }
    }

    private static let left = 72.0
    private static let right = 210.0
    private static let top = 66.0
    private static let bottom = 58.0
    private static let labelHeight = 15.0

    package var title: String
    package var subtitle = ""
    package var xLabel: String
    package var yLabel: String
    package var series: [Series] = []
    package var isLogarithmic = false
    /// Names of the places 0, 1, … on the axis, in place of numbers.
    package var categories: [String] = []
    /// Values outside are cut off at the edge.
    package var range: ClosedRange<Double>?

    package init(title: String, xLabel: String, yLabel: String) {
        self.title = title
        self.xLabel = xLabel
        self.yLabel = yLabel
    }

    package var svg: String {
        var sheet = SVG(width: 860, height: 460, title: title, subtitle: subtitle)
        let (x, y) = axes(sheet)
        drawGrid(&sheet, x, y)
        for (index, line) in series.enumerated() { draw(line, index, &sheet, x, y) }
        drawNames(&sheet, x, y)
        return sheet.text
    }

    private func axes(_ sheet: SVG) -> (x: Axis, y: Axis) {
        let xs = series.flatMap { $0.points.map(\.x) }
        let ys = series.flatMap { $0.points.map(\.y) }
        let x = Axis(xs.min() ?? 0, xs.max() ?? 1, from: Self.left, to: sheet.width - Self.right, isRounded: false)
        let (from, to) = (sheet.height - Self.bottom, Self.top)
        let low = range?.lowerBound ?? ys.min() ?? 0
        let high = range?.upperBound ?? ys.max() ?? 1
        let y =
            isLogarithmic
            ? Axis(logarithmic: max(low, 1e-3), max(high, 2e-3), from: from, to: to)
            : Axis(low, high, from: from, to: to)
        return (x, y)
    }

    private func drawGrid(_ sheet: inout SVG, _ x: Axis, _ y: Axis) {
        for mark in y.marks {
            sheet.line(x.from, y.place(mark), x.to, y.place(mark), color: Palette.grid)
            sheet.label(y.text(mark), x.from - 8, y.place(mark) + 4, anchor: .end)
        }
        for mark in categories.isEmpty ? x.marks : categories.indices.map(Double.init) {
            sheet.line(x.place(mark), y.from, x.place(mark), y.from + 5, color: Palette.gray)
            let text = categories.isEmpty ? x.text(mark) : categories[Int(mark)]
            sheet.label(text, x.place(mark), y.from + 20, anchor: .middle)
        }
        sheet.line(x.from, y.from, x.to, y.from, color: Palette.gray)
        sheet.label(xLabel, (x.from + x.to) / 2, y.from + 44, anchor: .middle)
        sheet.label(yLabel, 20, (y.from + y.to) / 2, anchor: .middle, isUpright: true)
    }

    private func color(_ index: Int) -> String {
        if series[index].isBound { return Palette.muted }
        return Palette.color(series[..<index].count { !$0.isBound })
    }

    private func dash(_ index: Int) -> String? {
        if series[index].isBound { return "2 4" }
        let turn = series[..<index].count { !$0.isBound } / Palette.colors.count
        return turn == 0 ? nil : turn == 1 ? "7 3" : "2 2"
    }

    private func draw(_ line: Series, _ index: Int, _ sheet: inout SVG, _ x: Axis, _ y: Axis) {
        let points = line.points.map { (x: x.place($0.x), y: y.place($0.y)) }
        for (point, error) in zip(line.points, line.errors) where error > 0 {
            let place = x.place(point.x)
            sheet.line(place, y.place(point.y - error), place, y.place(point.y + error), color: color(index))
        }
        sheet.polyline(points, color: color(index), width: line.isBold ? 3.2 : 1.6, dash: dash(index))
        guard !line.isBound else { return }
        for point in points { sheet.circle(point.x, point.y, radius: line.isBold ? 3.6 : 2.4, color: color(index)) }
    }

    /// Names at the lines' ends, moved apart where they would lie on each other.
    private func drawNames(_ sheet: inout SVG, _ x: Axis, _ y: Axis) {
        var ends: [(wish: Double, index: Int)] = []
        for (index, line) in series.enumerated() {
            if let last = line.points.last { ends.append((y.place(last.y), index)) }
        }
        ends.sort { ($0.wish, $0.index) < ($1.wish, $1.index) }
        var places = ends.map(\.wish)
        for _ in 0..<200 {
            for place in places.indices.dropFirst() where places[place] - places[place - 1] < Self.labelHeight {
                let lack = Self.labelHeight - (places[place] - places[place - 1])
                places[place - 1] -= lack / 2
                places[place] += lack / 2
            }
            if let first = places.first, first < y.to { places[0] = y.to }
            if let last = places.last, last > y.from { places[places.count - 1] = y.from }
        }
        for (end, place) in zip(ends, places) {
            let line = series[end.index]
            sheet.line(x.to + 4, end.wish, x.to + 16, place, color: color(end.index))
            sheet.label(line.name, x.to + 20, place + 4, color: color(end.index), size: 12, isBold: line.isBold)
        }
    }
}
