import ArgumentParser

/// Classes that dominate what is sent, as `7,8@0.85`.
struct Skew: Equatable, Sendable, ExpressibleByArgument {
    /// Ascending.
    let classes: [Int]
    /// The share of all samples that they have together.
    let share: Double

    init?(argument: String) {
        let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, let share = Double(parts[1]), share > 0, share <= 1 else { return nil }
        let numbers = parts[0].split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let classes = Set(numbers.compactMap { $0 }).sorted()
        guard !classes.isEmpty, classes.count == numbers.count, classes[0] >= 0 else { return nil }
        self.classes = classes
        self.share = share
    }
}
