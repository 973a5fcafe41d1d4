package import Domain
package import Heads
import Messages

/// Specialized heads as a worker keeps them.
package final class ShelvedHeads: Sendable {
    package let model: ModelID
    package let specialist: Specialist
    /// Of its answers, as told; 0…1.
    package let accuracy: Float

    package init(model: ModelID, specialist: Specialist, accuracy: Float) {
        self.model = model
        self.specialist = specialist
        self.accuracy = accuracy
    }

    /// Takes what a gateway has sent; nothing in it is believed.
    ///
    /// - Throws: What to answer in its place.
    convenience init(_ message: Rubato_V1_SpecialHeads, for loaded: LoadedModel) throws(Problem) {
        let classes = message.classes.map { Int($0) }
        let total = loaded.served.classes.count
        let isAscending = zip(classes, classes.dropFirst()).allSatisfy { $0 < $1 }
        guard (1..<max(2, total)).contains(classes.count), isAscending, classes.allSatisfy({ $0 < total }) else {
            throw .malformed("classes", "not ascending numbers of some of the \(total) classes")
        }
        guard (1...max(1, loaded.featureCounts.count)).contains(message.exits.count) else {
            throw .malformed(
                "exits",
                "\(message.exits.count), the model gives features at \(loaded.featureCounts.count)"
            )
        }
        var exits: [Specialist.Exit] = []
        for (index, exit) in message.exits.enumerated() {
            let count = index < loaded.featureCounts.count ? loaded.featureCounts[index] : 0
            exits.append(try Self.exit(exit, classes: classes.count + 1, features: count, "exits[\(index)]"))
        }
        guard (0...1).contains(message.threshold), (0...1).contains(message.accuracy) else {
            throw .malformed("threshold", "threshold and accuracy are 0…1")
        }
        self.init(
            model: loaded.served.id,
            specialist: Specialist(classes: classes, exits: exits, threshold: Double(message.threshold)),
            accuracy: message.accuracy
        )
    }

    private static func exit(
        _ message: Rubato_V1_SpecialExit,
        classes: Int,
        features: Int,
        _ field: String
    ) throws(Problem) -> Specialist.Exit {
        guard features > 0, message.bias.count == classes, message.weights.count == classes * features else {
            throw .malformed(field, "does not fit \(features) features and \(classes) classes")
        }
        let head = LinearHead(weights: message.weights, bias: message.bias)
        guard head.isSound, message.temperature.isFinite, message.temperature > 0 else {
            throw .malformed(field, "holds what is no finite number")
        }
        return Specialist.Exit(head: head, temperature: Double(message.temperature))
    }
}
