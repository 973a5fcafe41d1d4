import Kernel

/// Draws frames of a stream out of labeled samples.
struct StreamDraw {
    private let byClass: [[Int]]
    private var generator: SeededGenerator

    init(labels: [Int], classCount: Int, seed: UInt64) {
        var byClass: [[Int]] = (0..<classCount).map { _ in [] }
        for (sample, label) in labels.enumerated() { byClass[label].append(sample) }
        self.byClass = byClass
        generator = SeededGenerator(seed: seed)
    }

    /// A sample of those classes with that probability, else of another; within both, all classes alike.
    mutating func next(share: Double, of classes: [Int]) -> Int {
        let isDominating = Double.random(in: 0..<1, using: &generator) < share
        let choices = byClass.indices.filter { classes.contains($0) == isDominating && !byClass[$0].isEmpty }
        let chosen = choices.randomElement(using: &generator) ?? 0
        return byClass[chosen].randomElement(using: &generator) ?? 0
    }
}
