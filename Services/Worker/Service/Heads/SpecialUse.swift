import Domain
import Heads

/// Specialized heads for one sample: it may leave by them, or is only to be told what they would have said.
package struct SpecialUse: Sendable {
    package let heads: ShelvedHeads
    package let isAudited: Bool

    package init(_ heads: ShelvedHeads, isAudited: Bool) {
        self.heads = heads
        self.isAudited = isAudited
    }

    /// Heads that are never sure, for measuring what it costs to ask them.
    static func blank(for model: ModelID, features counts: [Int]) -> SpecialUse {
        let exits = counts.map { count in
            Specialist.Exit(
                head: LinearHead(weights: [Float](repeating: 0, count: 3 * count), bias: [0, 0, 0]),
                temperature: 1
            )
        }
        let specialist = Specialist(classes: [0, 1], exits: exits, threshold: 1)
        return SpecialUse(ShelvedHeads(model: model, specialist: specialist, accuracy: 0), isAudited: false)
    }

    /// A claim as probabilities of all of the general model's classes.
    ///
    /// - Parameters:
    ///   - claim: Of these heads.
    ///   - general: What the general head says there, which shares out what the claim leaves to other classes.
    /// - Returns: As many, summing to 1.
    func probabilities(of claim: Specialist.Claim, general: [Float]) -> [Float] {
        let classes = heads.specialist.classes
        let others = general.indices.filter { !classes.contains($0) }
        let total = others.reduce(Float(0)) { $0 + general[$1] }
        let rest = Float(claim.probabilities[classes.count])
        var spread = general
        for index in others { spread[index] = total > 0 ? rest * general[index] / total : rest / Float(others.count) }
        for (place, index) in classes.enumerated() { spread[index] = Float(claim.probabilities[place]) }
        return spread
    }
}
