import Testing

/// Compares floats element by element.
enum Difference {
    /// The first place where the lists differ by more than `absolute + relative · |expected|`; nil if there is none.
    static func first(
        _ actual: [Float],
        _ expected: [Float],
        absolute: Float,
        relative: Float
    ) -> String? {
        guard actual.count == expected.count else { return "\(actual.count) numbers, \(expected.count) expected" }
        for (index, (a, b)) in zip(actual, expected).enumerated() where a != b {
            let isClose = abs(a - b) <= absolute + relative * abs(b)
            if !isClose { return "\(a) at \(index), \(b) expected" }
        }
        return nil
    }

    static func largest(_ actual: [Float], _ expected: [Float]) -> Float {
        zip(actual, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
