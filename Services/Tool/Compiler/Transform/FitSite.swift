import Inference

/// A layer whose weights the compiler may change: a convolution without groups, or a product with weights.
struct FitSite {
    enum Kind {
        case convolution(Window)
        case product
    }

    /// Of the graph that the site was found in.
    let output: Graph.ValueID
    let input: Graph.ValueID
    let weights: Graph.ValueID
    let bias: Graph.ValueID?
    let kind: Kind
    /// Of its output; 1 × 1 for a product.
    let height: Int
    let width: Int
    /// [outputs, inputs, height, width], or [outputs, inputs].
    let shape: [Int]
    /// Where the output goes only into a sum with another value: the sum, and the other.
    var sum: (output: Graph.ValueID, other: Graph.ValueID)?

    var pixels: Int { height * width }
    var outputs: Int { shape[0] }
    /// Numbers that one output depends on.
    var taps: Int { shape.dropFirst().reduce(1, *) }
    var kernel: (height: Int, width: Int) { shape.count == 4 ? (shape[2], shape[3]) : (1, 1) }
    /// Million operations per sample.
    var mflop: Double { 2e-6 * Double(outputs * taps * pixels) }
}
