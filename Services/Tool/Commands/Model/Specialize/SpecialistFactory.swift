import Heads
import Inference

/// Makes the specialist for a context as the cloud tier would: from features that were stored, with no image at hand.
struct SpecialistFactory {
    /// The most samples of other classes that a head is trained on.
    private static let otherLimit = 3_000
    private static let thresholds = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98]
    private static let trialFrames = 2_000

    let training: FeatureReader.Features
    /// Of samples that no head was trained on, with the general heads' readings.
    let held: ExitWalk
    let share: Double

    /// A specialist, and how often it agrees with full depth on a stream of held samples.
    struct Product {
        var specialist: Specialist
        var agreement: Double
    }

    /// - Returns: The specialist whose threshold costs least without loss of accuracy against full depth on a stream of
    ///   held samples; `nil` if every threshold loses.
    func make(_ classes: [Int]) -> Product? {
        let chosen = samples(for: classes)
        let labels = chosen.map { training.labels[$0] }
        let trainer = SpecialistTrainer(share: share)
        let exits = held.work.indices.map { exit in
            trainer.exit(
                classes,
                features: (training.rows(chosen, at: exit), held.features.numbers[exit]),
                labels: (labels, held.features.labels)
            )
        }
        return best(Specialist(classes: classes, exits: exits, threshold: 1))
    }

    private func samples(for classes: [Int]) -> [Int] {
        let own = training.labels.indices.filter { classes.contains(training.labels[$0]) }
        let others = training.labels.indices.filter { !classes.contains(training.labels[$0]) }
        return own + others.prefix(Self.otherLimit)
    }

    private func best(_ draft: Specialist) -> Product? {
        var draw = StreamDraw(labels: held.features.labels, classCount: classCount, seed: 11)
        let frames = (0..<Self.trialFrames).map { _ in draw.next(share: share, of: draft.classes) }
        func right(_ end: ExitWalk.End, _ frame: Int) -> Bool { end.classIndex == held.features.labels[frame] }
        let goal = frames.count { right(held.fullDepth($0), $0) }
        var found: (product: Product, work: Double)?
        for threshold in Self.thresholds {
            var specialist = draft
            specialist.threshold = threshold
            let ends = frames.map { held.special($0, by: specialist) }
            guard zip(ends, frames).count(where: { right($0, $1) }) >= goal else { continue }
            let work = ends.reduce(0) { $0 + held.work[$1.exit] }
            guard work < found?.work ?? .infinity else { continue }
            let agreed = zip(ends, frames).count { $0.classIndex == held.fullDepth($1).classIndex }
            found = (Product(specialist: specialist, agreement: Double(agreed) / Double(frames.count)), work)
        }
        return found?.product
    }

    private var classCount: Int { (held.features.labels.max() ?? 0) + 1 }
}
