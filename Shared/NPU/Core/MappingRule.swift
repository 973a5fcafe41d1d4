/// Which mappings a device may choose from.
package struct MappingRule: Hashable, Sendable, CustomStringConvertible {
    package enum Grid: String, CaseIterable, Sendable {
        /// All samples along R, whatever the layer; what other accelerators do.
        case rows
        /// All samples along P.
        case inner
        /// Every grid of the batch, the fastest for each layer.
        case fluid
    }

    package let grid: Grid
    /// Whether elements may be stacked where that is faster.
    package let stacks: Bool

    package init(_ grid: Grid, stacks: Bool = false) {
        self.grid = grid
        self.stacks = stacks
    }

    /// Fluid batching with stackable elements: all that there is.
    package static let free = MappingRule(.fluid, stacks: true)
    package static let all = Grid.allCases.flatMap { [MappingRule($0), MappingRule($0, stacks: true)] }

    /// The texts of all, for messages.
    package static var names: String { all.map(\.description).joined(separator: ", ") }

    /// `rows`, `inner` or `fluid`, with `+stack`.
    package init?(_ text: String) {
        guard let rule = Self.all.first(where: { $0.description == text }) else { return nil }
        self = rule
    }

    package var description: String { grid.rawValue + (stacks ? "+stack" : "") }

    /// Every mapping of a batch that the rule allows, those without stacking first.
    package func candidates(batch: Int) -> [Mapping] {
        let grids: [(rows: Int, inner: Int)] =
            switch grid {
            case .rows: [(batch, 1)]
            case .inner: [(1, batch)]
            case .fluid: (1...batch).filter { batch % $0 == 0 }.map { (batch / $0, $0) }
            }
        return (stacks ? [1, 2] : [1]).flatMap { stacking in
            grids.flatMap { grid in
                // One sample along P has nobody to share a tile with; fixed rules lay all layers out alike.
                (self.grid == .fluid && grid.inner > 1 ? [false, true] : [false]).map {
                    Mapping(rows: grid.rows, inner: grid.inner, stacking: stacking, pads: $0)
                }
            }
        }
    }
}
