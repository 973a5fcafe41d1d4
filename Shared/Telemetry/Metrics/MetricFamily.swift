import Synchronization

/// A metric with all its label values, whose number is bounded.
///
/// What asks for one more than the bound shares the cell whose labels all say `other`, and is counted in
/// `rubato_metric_label_overflow_total`: labels may come from clients, and memory must not grow with their imagination.
package final class MetricFamily<Cell: MetricCell>: AnyMetricFamily {
    package let name: String
    package let help: String
    package let labelNames: [String]
    private let bound: Int
    private let make: @Sendable () -> Cell
    private let overflowed: @Sendable () -> Void
    private let cells = Mutex<[[String]: Cell]>([:])

    init(
        name: String,
        help: String,
        labelNames: [String],
        bound: Int,
        overflowed: @escaping @Sendable () -> Void,
        make: @escaping @Sendable () -> Cell
    ) {
        self.name = name
        self.help = help
        self.labelNames = labelNames
        self.bound = bound
        self.overflowed = overflowed
        self.make = make
        // Without labels there is one series, and it is there from the start, so that absence means trouble.
        if labelNames.isEmpty { _ = self.with() }
    }

    /// The cell of these label values, in the order of ``labelNames``.
    package func with(_ values: String...) -> Cell { with(values) }

    package func with(_ values: [String]) -> Cell {
        precondition(values.count == labelNames.count, "every label of a metric has a value")
        let (cell, isOther) = cells.withLock { cells in
            if let cell = cells[values] { return (cell, false) }
            let isOther = cells.count >= bound
            let key = isOther ? values.map { _ in "other" } : values
            if let cell = cells[key] { return (cell, isOther) }
            let cell = make()
            cells[key] = cell
            return (cell, isOther)
        }
        if isOther { overflowed() }
        return cell
    }

    /// Forgets a series whose subject is gone, such as a worker that has left.
    package func remove(_ values: String...) {
        cells.withLock { _ = $0.removeValue(forKey: values) }
    }

    /// Forgets every series, where all that still have a subject are set anew right away.
    package func removeAll() {
        cells.withLock { $0 = [:] }
    }

    func write(to text: inout String) {
        let sorted = cells.withLock { $0.sorted { $0.key.lexicographicallyPrecedes($1.key) } }
        guard !sorted.isEmpty else { return }
        text.writeHeader(name, help: help, type: Cell.type)
        for (values, cell) in sorted {
            cell.write(name, labels: String.metricLabels(labelNames, values), to: &text)
        }
    }
}

/// A family whatever its cells are, as the registry keeps it.
protocol AnyMetricFamily: AnyObject, Sendable {
    var name: String { get }

    func write(to text: inout String)
}
