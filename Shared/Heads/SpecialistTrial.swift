/// Held samples answered by a specialist under different thresholds, each weighted as a stream would bring it.
struct SpecialistTrial {
    /// Sums of weights, which are 1 together; work is the mean per frame.
    struct Result: Equatable {
        var threshold = 0.0
        var right = 0.0
        /// Of what is right here and wrong at full depth, less the reverse; and the sum of the squares of its parts.
        var gain = 0.0
        var squares = 0.0
        var work = 0.0
        /// Whether it loses nothing against full depth, even if chance has favored it by half a standard deviation.
        var losesNothing: Bool { gain >= 0.5 * squares.squareRoot() }
        /// What the specialist answered itself.
        var claimed = 0.0
        var claimedRight = 0.0
        /// Of that, what full depth answers alike.
        var agreed = 0.0
    }

    private let features: StoredFeatures
    private let held: [Int]
    private let weights: [Double]
    private let work: [Double]
    private let generalThreshold: Double
    /// By sample of ``held`` and then by exit: what the heads say under no threshold; `nil` for other classes.
    private let claims: [[Specialist.Claim?]]

    init(
        _ features: StoredFeatures,
        _ specialist: Specialist,
        _ held: [Int],
        work: [Double],
        _ generalThreshold: Double,
        share: Double
    ) {
        self.features = features
        self.held = held
        self.work = work
        self.generalThreshold = generalThreshold
        let isOwn = held.map { specialist.classes.contains(features.labels[$0]) }
        let own = Double(isOwn.count { $0 })
        let others = Double(held.count) - own
        weights = isOwn.map { $0 ? share / max(1, own) : (1 - share) / max(1, others) }
        var anyway = specialist
        anyway.threshold = 0
        claims = held.map { sample in
            anyway.exits.indices.map { anyway.claim(at: $0, features: features.rows([sample], at: $0)) }
        }
    }

    /// By the general heads alone.
    var general: Result { sum { place in end(place, threshold: .infinity) } }

    func play(threshold: Double) -> Result {
        var result = sum { end($0, threshold: threshold) }
        result.threshold = threshold
        return result
    }

    private func end(_ place: Int, threshold: Double) -> (classIndex: Int, exit: Int, isClaim: Bool) {
        for exit in work.indices {
            if exit < claims[place].count, let claim = claims[place][exit], claim.confidence >= threshold {
                return (claim.classIndex, exit, true)
            }
            let reading = features.readings[exit][held[place]]
            if reading.confidence >= generalThreshold { return (reading.classIndex, exit, false) }
        }
        return (features.readings[work.count - 1][held[place]].classIndex, work.count - 1, false)
    }

    private func sum(_ end: (Int) -> (classIndex: Int, exit: Int, isClaim: Bool)) -> Result {
        var result = Result()
        for place in held.indices {
            let (found, weight, label) = (end(place), weights[place], features.labels[held[place]])
            let deepest = features.readings[work.count - 1][held[place]].classIndex
            result.work += weight * work[found.exit]
            let gain = weight * ((found.classIndex == label ? 1 : 0) - (deepest == label ? 1 : 0))
            result.gain += gain
            result.squares += gain * gain
            if found.classIndex == label { result.right += weight }
            guard found.isClaim else { continue }
            result.claimed += weight
            if found.classIndex == label { result.claimedRight += weight }
            if found.classIndex == deepest { result.agreed += weight }
        }
        return result
    }
}
