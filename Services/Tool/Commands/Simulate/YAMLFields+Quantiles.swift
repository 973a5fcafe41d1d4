import Kernel
import Simulation
import YAMLFiles

/// Values that a scenario gives as one number, or as the quantiles of what was measured.
extension YAMLFields {
    /// A list of quantiles, evenly spaced from the least to the greatest, or a list of such lists, one for each moment; `nil`
    /// for anything that is no list.
    func course(_ key: String, in limits: ClosedRange<Double>, moment: Duration?) throws -> MeasuredCourse? {
        guard let items = try? items(key) else { return nil }
        guard items.first?.items != nil else {
            return MeasuredCourse(try quantiles(items, key, in: limits))
        }
        guard let moment else { throw failure(key, "has moments, so moment_ms is needed") }
        let moments = try items.map { try quantiles($0.items ?? [], key, in: limits) }
        return MeasuredCourse(moments, momentLength: moment)
    }

    private func quantiles(_ items: [YAMLItem], _ key: String, in limits: ClosedRange<Double>) throws -> Quantiles {
        let values = items.compactMap { $0.text.flatMap(Double.init) }
        guard values.count == items.count, values.allSatisfy(limits.contains), let quantiles = Quantiles(values) else {
            throw failure(key, "is a list of quantiles, ascending, or of such lists")
        }
        return quantiles
    }

    /// Microseconds: a number, or quantiles with their median as what is usual.
    func delay(_ key: String, usual: Duration, moment: Duration?) throws -> (usual: Duration, spread: MeasuredCourse?) {
        guard let course = try course(key, in: 0...1e9, moment: moment) else {
            return (try duration(key, unit: 1e3) ?? usual, nil)
        }
        return (.nanoseconds(Int64(course.median * 1e3)), course.scaled(by: 1e3))
    }
}
