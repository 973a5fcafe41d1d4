import Domain

/// Smaller variants in place of the model that was asked for.
///
/// Only variants that a worker serves at present and of whose exits the accuracy is known count; where several will do, the one
/// with the best accuracy at its mandatory exit is tried first, and of equal ones the one with less work.
extension AdmissionPolicy {
    /// A variant, and the exit of it that would be promised.
    struct Substitute: Hashable, Sendable {
        let model: ModelID
        let exit: Int
        /// The share of right answers at that exit, 0…1.
        let accuracy: Double
        let mflop: Double
    }

    /// Whether the step is on the tenant's ladder and the job allows it.
    func mayVary(_ tenant: TenantID, _ isAllowed: Bool) -> Bool {
        isAllowed && configuration.mode == .rubato && ladder(of: tenant).contains(.variant)
    }

    /// The tenant's own, or the usual one.
    func ladder(of tenant: TenantID) -> [LadderStep] { configuration.ladders[tenant] ?? configuration.ladder }

    /// What may stand in for a model, the best first.
    ///
    /// - Parameters:
    ///   - model: That is asked for.
    ///   - asked: The mandatory exit that is asked for; a variant with fewer exits has its last one.
    ///   - orShallower: Whether a shallower one will do too.
    /// - Returns: Each variant at each such exit, the most accurate first.
    func substitutes(for model: ModelID, exit asked: Int, orShallower: Bool) -> [Substitute] {
        let found = variants[model, default: []].flatMap { served in
            let deepest = min(asked, served.exits.count - 1)
            return ((orShallower ? 0 : deepest)...deepest).compactMap { exit -> Substitute? in
                let figures = served.exits[exit]
                guard figures.accuracy > 0 else { return nil }
                return Substitute(model: served.id, exit: exit, accuracy: figures.accuracy, mflop: figures.mflop)
            }
        }
        return found.sorted {
            (-$0.accuracy, $0.mflop, $0.model.name, $0.exit) < (-$1.accuracy, $1.mflop, $1.model.name, $1.exit)
        }
    }

    /// Notes which variants are served now.
    mutating func findVariants() {
        variants = [:]
        for edge in edges {
            for plan in edge.plans.values where plan.served.id.variant != nil {
                let original = plan.served.id.original
                guard !variants[original, default: []].contains(where: { $0.id == plan.served.id }) else { continue }
                variants[original, default: []].append(plan.served)
            }
        }
    }
}
