package import Approximation

/// Real answers to one task, in place of mean accuracies.
///
/// The images are dealt to two halves: a catalog is reckoned from the first, days are played with the second, so no rule
/// plans with answers that it will be judged by.
package struct ReplayedTask: Sendable {
    /// Of the general and of the specialized variants, in the catalog's order.
    package let general: [ReplayedModel]
    package let special: [ReplayedModel]
    /// The classes, those first that dominate in context.
    package let classes: [UInt8]
    /// How many classes the specialized variants know.
    package let dominantCount: Int
    /// By place among the classes, the images that days are played with.
    package let images: [[Int32]]

    /// - Parameters:
    ///   - general: By general variant.
    ///   - special: By specialized variant.
    ///   - labels: By image.
    ///   - dominant: The classes that dominate in context.
    package init(general: [ReplayedModel], special: [ReplayedModel], labels: [UInt8], dominant: [UInt8]) {
        precondition((general + special).allSatisfy { $0.imageCount == labels.count }, "every image has its class")
        self.general = general
        self.special = special
        dominantCount = dominant.count
        let others = Set(labels).subtracting(dominant).sorted()
        classes = dominant + others
        images = classes.map { Self.images(labels, of: $0, isPlayed: true) }
        precondition(images.allSatisfy { !$0.isEmpty }, "every class has images to play with")
    }

    private init(_ other: Self, general: [ReplayedModel], special: [ReplayedModel]) {
        self.general = general
        self.special = special
        (classes, images, dominantCount) = (other.classes, other.images, other.dominantCount)
    }

    /// The same with these of the variants only.
    package func only(general: [Int], special: [Int]) -> Self {
        Self(self, general: general.map { self.general[$0] }, special: special.map { self.special[$0] })
    }

    package func model(_ id: VariantID) -> ReplayedModel { id.isSpecial ? special[id.index] : general[id.index] }

    /// The images of a class in one of the halves.
    package static func images(_ labels: [UInt8], of label: UInt8, isPlayed: Bool) -> [Int32] {
        labels.indices.filter { labels[$0] == label && ($0 % 2 == 1) == isPlayed }.map { Int32($0) }
    }
}
