package import Approximation
package import Kernel

/// MCDNN's rule given every depth of a variant as a variant of its own, so that it may save work as ours may.
///
/// Its paper knows no early exits: this is a stronger rule than the one that it states. What is loaded of one depth
/// serves them all.
package struct DepthsAsVariants: Policy {
    private struct Origin {
        let variant: VariantID
        let depth: Int
    }

    private var rule: MCDNNRule
    /// By application, what its variants were made from.
    private let origins: [[Origin]]

    package init(_ applications: [Application], _ configuration: ApproximationConfiguration) {
        origins = applications.map { owner in
            owner.identifiers(special: false).flatMap { id in
                (0...owner.variant(id).fullDepth).map { Origin(variant: id, depth: $0) }
            }
        }
        rule = MCDNNRule(zip(applications, origins).map(Self.split), configuration)
    }

    package mutating func handle(_ event: ApproximationEvent, at now: Instant) -> [ApproximationAction] {
        rule.handle(event, at: now).map { action in
            guard case .run(let choice) = action, !choice.variant.isSpecial else { return action }
            let origin = origins[choice.application][choice.variant.index]
            return .run(
                Choice(
                    application: choice.application,
                    variant: origin.variant,
                    place: choice.place,
                    depth: origin.depth,
                    isShared: choice.isShared
                )
            )
        }
    }

    private static func split(_ owner: Application, _ origins: [Origin]) -> Application {
        let variants = origins.map { origin -> Variant in
            let whole = owner.variant(origin.variant)
            let work = whole.work(atDepth: origin.depth)
            return Variant(
                name: whole.name,
                accuracy: whole.accuracy(atDepth: origin.depth, share: nil),
                memoryBytes: whole.memoryBytes,
                device: whole.device.map {
                    DeviceCost(
                        load: $0.load,
                        compute: $0.compute * work,
                        loadJoules: $0.loadJoules,
                        computeJoules: $0.computeJoules * work
                    )
                },
                server: whole.server.map { ServerCost(load: $0.load, compute: $0.compute * work) }
            )
        }
        return Application(
            name: owner.name,
            rate: owner.rate,
            variants: variants,
            special: owner.special,
            base: owner.base
        )
    }
}
