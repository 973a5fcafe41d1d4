/// How samples that lie side by side along P share tiles; the paper's figure does not decide which, so both are here
/// (ours).
package enum InnerBatching: String, CaseIterable, Sendable {
    /// Samples follow each other without a gap, and the adder tree is cut where one ends: ⌈B_P · P / T_P⌉ tiles.
    case packed
    /// Every sample begins a new tile: B_P · ⌈P / T_P⌉ tiles, no gain but one layer's overhead for all.
    case padded
}
