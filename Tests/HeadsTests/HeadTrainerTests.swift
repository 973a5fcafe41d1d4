import Kernel
import Testing

@testable import Heads

@Suite("Trained heads")
struct HeadTrainerTests {
    /// Points around a center per class, as many as asked for, and their classes.
    static func points(_ count: Int, centers: [[Float]], spread: Float, seed: UInt64) -> TrainingSet {
        var generator = SeededGenerator(seed: seed)
        var features: [Float] = []
        let labels = (0..<count).map { $0 % centers.count }
        for label in labels {
            features += centers[label].map { $0 + spread * Float.random(in: -1...1, using: &generator) }
        }
        return TrainingSet(features: features, labels: labels, classCount: centers.count)
    }

    static func accuracy(_ head: LinearHead, _ set: TrainingSet) -> Double {
        let right = (0..<set.count).count { sample in
            let scores = head.scores(
                of: Array(set.features[sample * set.featureCount..<(sample + 1) * set.featureCount])
            )
            return scores.indices.max { scores[$0] < scores[$1] } == set.labels[sample]
        }
        return Double(right) / Double(set.count)
    }

    @Test("tell classes apart that a line divides", arguments: [2, 3, 9, 20] as [Int])
    func separates(features: Int) {
        let centers = (0..<3).map { row in (0..<features).map { Float($0 % 3 == row ? 1 : -1) + Float(row) } }
        let head = HeadTrainer().train(Self.points(300, centers: centers, spread: 0.4, seed: 3))
        #expect(Self.accuracy(head, Self.points(300, centers: centers, spread: 0.4, seed: 4)) > 0.99)
    }

    @Test("give probabilities that are as often right as they say")
    func calibrated() {
        // Two classes that overlap on one axis: from where they overlap, each is right half of the time.
        let head = HeadTrainer(penalty: 1e-6).train(Self.points(8_000, centers: [[-0.5], [0.5]], spread: 1, seed: 5))
        let middle = Softmax.probabilities(head.scores(of: [0]))
        #expect(abs(middle[0] - 0.5) < 0.05)
        #expect(Softmax.probabilities(head.scores(of: [1.4]))[1] > 0.9)
    }

    @Test("of the same samples are the same, bit for bit")
    func areRepeatable() {
        let set = Self.points(500, centers: [[0, 1], [1, 0]], spread: 1, seed: 6)
        #expect(HeadTrainer().train(set) == HeadTrainer().train(set))
    }

    @Test("count a sample of twice the weight as two samples")
    func weighs() throws {
        let once = TrainingSet(features: [0, 1, 1, 2], labels: [0, 0, 1, 1], classCount: 2, weights: [1, 2, 1, 1])
        let twice = TrainingSet(features: [0, 1, 1, 1, 2], labels: [0, 0, 0, 1, 1], classCount: 2)
        let (one, other) = (HeadTrainer().train(once), HeadTrainer().train(twice))
        for point in [0, 0.7, 2] as [Float] {
            let (first, second) = (one.scores(of: [point]), other.scores(of: [point]))
            #expect(abs((first[1] - first[0]) - (second[1] - second[0])) < 1e-2)
        }
    }

    @Test("reach a point at which the slope is nothing")
    func convergesOnSlope() {
        let set = Self.points(400, centers: [[0, 1, 2], [2, 1, 0], [1, 3, 1]], spread: 1.5, seed: 8)
        let scaling = FeatureScaling(set)
        let loss = HeadLoss(set, scaling, penalty: 1e-2)
        var minimizer = Minimizer(start: [Double](repeating: 0, count: loss.parameterCount))
        let found = minimizer.minimize(stepLimit: 200) { loss.value(at: $0) }
        #expect(loss.value(at: found).gradient.allSatisfy { abs($0) < 1e-3 })
    }

    @Test("have the gradient that differences of the loss show")
    func gradientIsRight() {
        let set = Self.points(60, centers: [[0, 1], [2, 1], [1, 3]], spread: 1, seed: 9)
        let loss = HeadLoss(set, FeatureScaling(set), penalty: 1e-2)
        let point = (0..<loss.parameterCount).map { Double($0 % 5) * 0.1 - 0.2 }
        let gradient = loss.value(at: point).gradient
        for index in point.indices {
            var (low, high) = (point, point)
            low[index] -= 1e-2
            high[index] += 1e-2
            let slope = (loss.value(at: high).loss - loss.value(at: low).loss) / 2e-2
            #expect(abs(slope - gradient[index]) < 1e-3)
        }
    }

    @Test("read rows of any length as plain sums do", arguments: [1, 7, 8, 9, 64, 67])
    func scores(count: Int) {
        let features = (0..<count).map { Float($0 % 4) - 1.5 }
        let weights = (0..<count * 2).map { Float($0 % 7) * 0.25 }
        let head = LinearHead(weights: weights, bias: [1, -1])
        for row in 0..<2 {
            let plain = (0..<count).reduce(head.bias[row]) { $0 + weights[row * count + $1] * features[$1] }
            #expect(abs(head.scores(of: features)[row] - plain) < 1e-3)
        }
    }

    @Test("become as sure as they are right by their temperature")
    func temperature() {
        // Twice too sure: three of four are right, and the scores say more than nine of ten.
        let scores = (0..<400).map { _ in [Float(2.2), 0] }
        let labels = (0..<400).map { $0 % 4 == 0 ? 1 : 0 }
        let temperature = Softmax.temperature(scores, labels: labels)
        #expect(abs(Softmax.probabilities([2.2, 0], temperature: temperature)[0] - 0.75) < 0.02)
        #expect(Softmax.probabilities([.nan, 0]) == [0, 0])
    }
}
