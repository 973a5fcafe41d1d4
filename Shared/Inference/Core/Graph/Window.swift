/// How a convolution or pool moves over the picture, one entry per spatial dimension.
package struct Window: Equatable, Sendable {
    package enum Padding: Equatable, Sendable {
        /// Before each dimension, then after each, as in the file.
        case explicit([Int])
        /// As much as keeps ⌈size / stride⌉ outputs; an odd amount puts the extra one at the end.
        case sameUpper
        /// The same with the extra one at the start.
        case sameLower
        case none
    }

    /// Empty if the weights' shape tells it.
    package var kernel: [Int]
    package var strides: [Int]
    package var dilations: [Int]
    package var padding: Padding

    package init(kernel: [Int], strides: [Int], dilations: [Int], padding: Padding) {
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
    }
}
