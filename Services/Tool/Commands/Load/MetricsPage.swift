import Foundation

/// A page of metrics in Prometheus' text form, as far as histograms are read from it.
struct MetricsPage {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// The buckets of all series of a histogram whose labels hold the text, less those of an earlier page.
    func buckets(_ name: String, label: String = "", since earlier: MetricsPage) -> [(bound: Double, count: Double)] {
        let before = earlier.counts(name, label)
        return counts(name, label).map { ($0.key, $0.value - (before[$0.key] ?? 0)) }
            .sorted { $0.0 < $1.0 }
    }

    private func counts(_ name: String, _ label: String) -> [Double: Double] {
        var counts: [Double: Double] = [:]
        for line in lines where line.hasPrefix(name + "_bucket{") {
            guard label.isEmpty || line.contains(label), let opening = line.range(of: "le=\""),
                let space = line.lastIndex(of: " ")
            else { continue }
            let text = line[opening.upperBound...].prefix { $0 != "\"" }
            let bound = text == "+Inf" ? .infinity : Double(text)
            guard let bound, let count = Double(line[line.index(after: space)...]) else { continue }
            counts[bound, default: 0] += count
        }
        return counts
    }
}
