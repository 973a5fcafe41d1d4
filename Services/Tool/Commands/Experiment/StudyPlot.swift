import Simulation

/// Draws one metric of a study: lines over the swept value, or bars where nothing was swept.
struct StudyPlot {
    private let result: StudyResult
    private let plot: PlotSpec

    init(_ result: StudyResult, _ plot: PlotSpec) {
        self.result = result
        self.plot = plot
    }

    var svg: String {
        result.spec.values.count > 1 ? lines : bars
    }

    private var isNumeric: Bool { result.spec.values.allSatisfy { Double($0) != nil } }

    private func place(_ value: String) -> Double {
        isNumeric ? Double(value) ?? 0 : Double(result.spec.values.firstIndex(of: value) ?? 0)
    }

    private var title: String { plot.title ?? result.spec.title }

    private var subtitle: String {
        let direction = plot.metric.isLowerBetter ? "less is better" : "more is better"
        return
            "\(direction); \(result.spec.seeds == 1 ? "one seed" : "mean of \(result.spec.seeds) seeds, bars: 95 % interval")"
    }

    private var lines: String {
        var drawing = LinePlot(title: title, xLabel: result.spec.keyLabel, yLabel: plot.metric.label)
        drawing.subtitle = subtitle
        drawing.isLogarithmic = plot.isLogarithmic
        drawing.range = plot.range
        if !isNumeric { drawing.categories = result.spec.values }
        for policy in result.spec.policies {
            let rows = result.rows.filter { $0.policy == policy }
            let figures = rows.map { plot.metric.figure($0) }
            var series = LinePlot.Series(
                name: result.spec.label(policy),
                points: zip(rows, figures).map { (place($0.value), $1.mean) },
                errors: figures.map(\.error)
            )
            series.isBold = series.name == "rubato"
            drawing.series.append(series)
        }
        if let bound = boundSeries { drawing.series.append(bound) }
        return drawing.svg
    }

    /// The clairvoyant's figure on the arrivals of the first policy's runs.
    private var boundSeries: LinePlot.Series? {
        let rows = result.rows.filter { $0.policy == result.spec.policies.first }
        let points = rows.compactMap { row -> (x: Double, y: Double)? in
            let figures = row.bounds.compactMap { plot.metric.bound($0) }
            return figures.isEmpty ? nil : (place(row.value), Figure(figures).mean)
        }
        guard points.count == rows.count, !points.isEmpty else { return nil }
        var series = LinePlot.Series(name: "clairvoyant bound", points: points)
        series.isBound = true
        return series
    }

    private var bars: String {
        var drawing = BarPlot(title: title, label: plot.metric.label)
        drawing.subtitle = subtitle
        drawing.origin = plot.range?.lowerBound ?? 0
        drawing.bars = result.rows.map { row in
            let figure = plot.metric.figure(row)
            let name = result.spec.label(row.policy) + (row.value.isEmpty ? "" : ", \(row.value)")
            return BarPlot.Bar(
                name: name,
                value: figure.mean,
                error: figure.error,
                isBold: result.spec.label(row.policy) == "rubato"
            )
        }
        let figures = result.rows.first?.bounds.compactMap { plot.metric.bound($0) } ?? []
        if !figures.isEmpty { drawing.bound = ("clairvoyant bound", Figure(figures).mean) }
        return drawing.svg
    }
}
