/// One way to compute an application's answer: a trade of accuracy for cost.
///
/// A specialized variant has no accuracy of its own, only one in context.
package struct Variant: Hashable, Sendable {
    package let name: String
    /// The share of right answers at full depth, 0…1; 0 for a specialized variant.
    package let accuracy: Double
    /// Of a specialized variant, by ascending share; empty for a general one.
    package let inContext: [ContextAccuracy]
    /// The depths before the full one, shallowest first; empty if it has a single exit.
    package let exits: [VariantExit]
    /// What it takes of a worker while it is loaded; `nil` if that was not published, and then it is not limited.
    package let memoryBytes: Int64?
    /// `nil` if it does not run there.
    package let device: DeviceCost?
    /// `nil` if it does not run there.
    package let server: ServerCost?

    package init(
        name: String,
        accuracy: Double,
        inContext: [ContextAccuracy] = [],
        exits: [VariantExit] = [],
        memoryBytes: Int64? = nil,
        device: DeviceCost?,
        server: ServerCost?
    ) {
        precondition((0...1).contains(accuracy), "an accuracy lies between 0 and 1")
        precondition(zip(inContext, inContext.dropFirst()).allSatisfy { $0.share < $1.share }, "shares ascend")
        precondition(zip(exits, exits.dropFirst()).allSatisfy { $0.work < $1.work }, "exits go deeper")
        self.name = name
        self.accuracy = accuracy
        self.inContext = inContext
        self.exits = exits
        self.memoryBytes = memoryBytes
        self.device = device
        self.server = server
    }

    /// The expected accuracy where the dominant classes have that share; `nil`: no context is known.
    ///
    /// Of a specialized variant it is the best entry among those for at most that share, as MCDNN's authors look it up: a
    /// table that dips in between (their C3 at 0.8) does not make the model worse than it was with less help.
    package func accuracy(atShare share: Double?) -> Double {
        guard !inContext.isEmpty else { return accuracy }
        guard let share else { return 0 }
        return inContext.filter { $0.share <= share }.map(\.accuracy).max() ?? 0
    }

    /// The part of the full work and what is reached with it, by number of exits passed; the last is the full depth.
    package func depths(atShare share: Double?) -> [VariantExit] {
        guard inContext.isEmpty else { return [VariantExit(work: 1, accuracy: accuracy(atShare: share))] }
        return exits + [VariantExit(work: 1, accuracy: accuracy)]
    }

    /// The number of the full depth among its depths, 0 with a single exit.
    package var fullDepth: Int { inContext.isEmpty ? exits.count : 0 }

    /// The part of the full work that a depth takes, 0…1; beyond the last it is all.
    package func work(atDepth depth: Int) -> Double { depth < fullDepth ? exits[depth].work : 1 }

    /// What a depth reaches where the dominant classes have that share; beyond the last it is the full depth.
    package func accuracy(atDepth depth: Int, share: Double?) -> Double {
        depth < fullDepth ? exits[depth].accuracy : accuracy(atShare: share)
    }
}
