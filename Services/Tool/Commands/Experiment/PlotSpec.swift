import YAMLFiles

/// One plot of a study.
struct PlotSpec {
    let metric: Metric
    let title: String?
    let isLogarithmic: Bool
    let range: ClosedRange<Double>?

    init(metric: Metric) {
        self.metric = metric
        title = nil
        isLogarithmic = false
        range = nil
    }

    init(_ fields: YAMLFields) throws {
        metric = try fields.metric("metric")
        title = try fields.text("title")
        isLogarithmic = try fields.flag("log") ?? false
        range = try fields.range("range")
        try fields.close()
    }
}

extension YAMLFields {
    func metric(_ key: String) throws -> Metric {
        let text = try text(key) ?? ""
        guard let metric = Metric(rawValue: text) else {
            let known = Metric.allCases.map(\.rawValue).joined(separator: " ")
            throw failure(key, "'\(text)' is none of \(known)")
        }
        return metric
    }
}
