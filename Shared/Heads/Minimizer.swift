/// Finds the lowest point of a smooth convex function by the limited-memory method of Broyden, Fletcher, Goldfarb and
/// Shanno (Nocedal and Wright 2006, algorithm 7.5).
struct Minimizer {
    typealias Function = ([Double]) -> (loss: Double, gradient: [Double])

    private static let memory = 10
    /// The share of the decrease that the slope foretells and a step must bring.
    private static let sufficient = 1e-4
    private static let shrinkLimit = 30
    /// It ends when a step changes the loss by a smaller share.
    private static let tolerance = 1e-7

    private var point: [Double]
    private var past: [(step: [Double], change: [Double])] = []

    init(start: [Double]) {
        point = start
    }

    mutating func minimize(stepLimit: Int, _ function: Function) -> [Double] {
        var (loss, gradient) = function(point)
        for _ in 0..<stepLimit {
            let direction = direction(against: gradient)
            guard let next = search(direction, loss, gradient, function) else { return point }
            let step = zip(next.point, point).map { $0 - $1 }
            let change = zip(next.gradient, gradient).map { $0 - $1 }
            // A step along which the slope does not rise says nothing of the curvature.
            if Self.product(step, change) > 1e-14 { past.append((step, change)) }
            if past.count > Self.memory { past.removeFirst() }
            let gain = loss - next.loss
            (point, loss, gradient) = (next.point, next.loss, next.gradient)
            if gain < Self.tolerance * max(abs(loss), 1e-12) { return point }
        }
        return point
    }

    /// Downhill, as the curvature of the last steps suggests.
    private func direction(against gradient: [Double]) -> [Double] {
        var result = gradient
        var factors: [Double] = []
        for (step, change) in past.reversed() {
            let factor = Self.product(step, result) / Self.product(step, change)
            for index in result.indices { result[index] -= factor * change[index] }
            factors.append(factor)
        }
        if let (step, change) = past.last {
            let scale = Self.product(step, change) / Self.product(change, change)
            for index in result.indices { result[index] *= scale }
        }
        for ((step, change), factor) in zip(past, factors.reversed()) {
            let other = Self.product(change, result) / Self.product(step, change)
            for index in result.indices { result[index] += (factor - other) * step[index] }
        }
        return result.map { -$0 }
    }

    /// The first point along the way that is low enough; `nil` if there is none within rounding.
    private func search(
        _ direction: [Double],
        _ loss: Double,
        _ gradient: [Double],
        _ function: Function
    ) -> (point: [Double], loss: Double, gradient: [Double])? {
        let slope = Self.product(gradient, direction)
        guard slope < 0 else { return nil }
        // The first step has no curvature to go by, so it is of length 1.
        var length = past.isEmpty ? min(1, 1 / Self.product(gradient, gradient).squareRoot()) : 1
        for _ in 0..<Self.shrinkLimit {
            let next = zip(point, direction).map { $0 + length * $1 }
            let (value, newGradient) = function(next)
            if value <= loss + Self.sufficient * length * slope { return (next, value, newGradient) }
            length /= 2
        }
        return nil
    }

    private static func product(_ one: [Double], _ other: [Double]) -> Double {
        var sum = 0.0
        for index in one.indices { sum += one[index] * other[index] }
        return sum
    }
}
