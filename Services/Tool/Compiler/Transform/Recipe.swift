/// How a variant is made of the original network.
package struct Recipe: Codable, Hashable, Sendable {
    package enum Method: String, Codable, CaseIterable, Sendable {
        /// The original's weights as they are.
        case exact
        /// Layers become products of two thinner ones.
        case rank
        /// Channels between two layers are left out.
        case prune
        /// First channels are left out, then layers become products.
        case mixed
        /// The picture is taken at half the height and width.
        case half
    }

    package var method: Method
    /// Work to aim at, as a share of the original's; 1 where the method leaves no choice.
    package var work: Double
    /// How many exits are left, from the shallowest; `nil` for all.
    package var exits: Int?

    package init(_ method: Method, work: Double = 1, exits: Int? = nil) {
        self.method = method
        self.work = work
        self.exits = exits
    }

    /// A name for files and tables: "rank33", "prune70", "mixed25", "half", "exact-exits3".
    package var name: String {
        let share = method == .exact || method == .half ? "" : String(Int((work * 100).rounded()))
        return method.rawValue + share + (exits.map { "-exits\($0)" } ?? "")
    }

    /// Reads a name.
    ///
    /// - Returns: `nil` for a transformation that there is not, or a share outside 5…100.
    package init?(_ name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard let first = parts.first, parts.count <= 2 else { return nil }
        let letters = first.prefix { !$0.isNumber }
        guard let method = Method(rawValue: String(letters)) else { return nil }
        let share = Int(first.dropFirst(letters.count))
        switch method {
        case .exact, .half: guard first == letters else { return nil }
        case .rank, .prune, .mixed: guard let share, (5...100).contains(share) else { return nil }
        }
        self.init(method, work: Double(share ?? 100) / 100)
        guard parts.count == 2 else { return }
        guard parts[1].hasPrefix("exits"), let exits = Int(parts[1].dropFirst(5)), exits > 0 else { return nil }
        self.exits = exits
    }
}
