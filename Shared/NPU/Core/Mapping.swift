/// ⟨B_R, B_P, k⟩: how a batch is laid out on the processing elements for one layer.
package struct Mapping: Hashable, Sendable, CustomStringConvertible {
    /// Samples one below the other, along R.
    package let rows: Int
    /// Samples side by side, along P.
    package let inner: Int
    /// 2 if two processing elements each are stacked to one of twice the width, else 1.
    package let stacking: Int
    /// Whether samples along P begin new tiles on a device that could pack them: one more bit than the paper's (ours),
    /// since two narrow samples in a tile can cost more waiting than they save.
    package let pads: Bool

    package init(rows: Int, inner: Int = 1, stacking: Int = 1, pads: Bool = false) {
        precondition(
            rows > 0 && inner > 0 && (1...2).contains(stacking),
            "a grid has a sample, elements stack in pairs"
        )
        self.rows = rows
        self.inner = inner
        self.stacking = stacking
        self.pads = pads
    }

    package var batch: Int { rows * inner }

    package var description: String {
        "\(rows)×\(inner)" + (stacking == 1 ? "" : " k=\(stacking)") + (pads ? " padded" : "")
    }
}
