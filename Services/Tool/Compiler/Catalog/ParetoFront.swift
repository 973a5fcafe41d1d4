/// Finds the variants worth having.
package enum ParetoFront {
    /// Marks the entries that no other one beats by being as good in accuracy, work, memory, time and energy, and better
    /// in one of them.
    ///
    /// Accuracy is that on the validation samples: the test set chooses nothing.
    package static func mark(_ catalog: inout Catalog) {
        let entries = catalog.entries
        for index in entries.indices {
            catalog.entries[index].isOnFront = !entries.contains { beats($0, entries[index]) }
        }
    }

    /// Chooses for each allowed loss of accuracy the variant of least work, the original aside.
    ///
    /// - Parameters:
    ///   - catalog: With its front marked.
    ///   - drops: Losses against the original on the validation samples, as shares: 0.01 is one point.
    /// - Returns: Names, each once, in the order of the drops.
    package static func choice(_ catalog: Catalog, drops: [Double]) -> [String] {
        guard let original = catalog.entries.first(where: { $0.recipe == Recipe(.exact) }) else { return [] }
        var names: [String] = []
        for drop in drops {
            let good = catalog.entries.filter {
                $0.isOnFront && $0.name != original.name
                    && $0.validationAccuracy >= original.validationAccuracy - drop - 1e-9
            }
            guard let best = good.min(by: { $0.mflop < $1.mflop }), !names.contains(best.name) else { continue }
            names.append(best.name)
        }
        return names
    }

    private static func beats(_ one: CatalogEntry, _ other: CatalogEntry) -> Bool {
        // Of devices that only one of them was measured on, there is nothing to compare.
        let common = Set(one.devices.map(\.device)).intersection(other.devices.map(\.device))
        let mine = costs(one, on: common)
        let theirs = costs(other, on: common)
        return zip(mine, theirs).allSatisfy { $0 <= $1 } && mine != theirs
    }

    /// Less is better in each.
    private static func costs(_ entry: CatalogEntry, on names: Set<String>) -> [Double] {
        let devices = entry.devices.filter { names.contains($0.device) }.sorted { $0.device < $1.device }
        return [-entry.validationAccuracy, entry.mflop, Double(entry.weightBytes + entry.arenaBytes)]
            + devices.flatMap { [$0.times.first?.milliseconds ?? 0, $0.millijoules] }
    }
}
