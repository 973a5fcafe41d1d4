/// A layer as matrix products: activations R×P times weights P×C give R×C outputs, once per group.
///
/// A convolution has R = output pixels, P = taps · input channels of its group, C = output channels of its group; a
/// fully connected layer has R = 1; a depthwise convolution has as many groups as channels and P = taps. This is the
/// usual lowering; Fluid Batching's figure of its NPU (Kouris et al., arXiv 2209.13443) names the letters.
package struct ProductShape: Hashable, Sendable {
    package let groups: Int
    /// R of one sample.
    package let rows: Int
    /// P.
    package let inner: Int
    /// C.
    package let columns: Int

    /// All at least 1.
    package init(groups: Int = 1, rows: Int, inner: Int, columns: Int) {
        precondition(groups > 0 && rows > 0 && inner > 0 && columns > 0, "a product has a size")
        self.groups = groups
        self.rows = rows
        self.inner = inner
        self.columns = columns
    }

    package var macs: Int { groups * rows * inner * columns }
    package var weightWords: Int { groups * inner * columns }
}
