package import Inference

/// What is taken out of which layer: channels between two layers, and ranks.
package struct ThinningPlan: Equatable, Sendable {
    /// The output channels that stay, by the layer's output; the layer behind reads those alone.
    package var channels: [Graph.ValueID: [Int]] = [:]
    /// The rank of layers that become products of two, by the layer's output.
    package var ranks: [Graph.ValueID: Int] = [:]
    /// By a layer's output the layer before it whose channels are left out.
    package var sources: [Graph.ValueID: Graph.ValueID] = [:]

    package init() {}
}
