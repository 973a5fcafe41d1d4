/// ⟨T_R, T_P, T_C⟩: the rows that stream through in turn, the multipliers of a processing element, and the elements.
package struct TileSize: Hashable, Sendable {
    package var rows: Int
    package var inner: Int
    package var columns: Int

    package init(rows: Int, inner: Int, columns: Int) {
        self.rows = rows
        self.inner = inner
        self.columns = columns
    }

    package var multipliers: Int { inner * columns }

    /// ⟨T_R/k, k·T_P, T_C/k⟩: what stacked elements look like.
    package func stacked(_ factor: Int) -> TileSize {
        TileSize(rows: rows / factor, inner: inner * factor, columns: columns / factor)
    }
}
