import Kernel

/// Decides which sample a request carries: all in a shuffled order, or such that a few classes dominate for a time.
struct SamplePicker: Sendable {
    private let order: [Int]
    private let skew: Skew?
    /// When all classes become as frequent as each other.
    private let end: Duration
    private let evenShare: Double
    private var draw: StreamDraw?

    /// - Parameters:
    ///   - count: How many samples there are.
    ///   - labels: Of the samples; `nil` goes with no skew.
    ///   - skew: Which classes dominate.
    ///   - end: Until when, from the start of the run.
    ///   - seed: Decides order and draws.
    init(count: Int, labels: [UInt8]?, skew: Skew?, until end: Duration, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        order = Array(0..<count).shuffled(using: &generator)
        self.skew = skew
        self.end = end
        let classCount = Int(labels?.max() ?? 0) + 1
        evenShare = Double(skew?.classes.count ?? 0) / Double(classCount)
        guard let labels, skew != nil else { return }
        draw = StreamDraw(labels: labels.map(Int.init), classCount: classCount, seed: seed)
    }

    /// The sample of the request of that number, which is sent so long after the start.
    mutating func next(_ number: Int, at offset: Duration) -> Int {
        guard let skew, draw != nil else { return order[number % order.count] }
        return draw?.next(share: offset < end ? skew.share : evenShare, of: skew.classes) ?? 0
    }
}
