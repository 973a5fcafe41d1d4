/// The data of one row of `rubato model inspect`: one stage as it was cut out of the network.
package struct StageDescription: Equatable, Sendable {
    /// The name of the exit at its end.
    package var name: String
    /// What it takes from the stage before, per sample and channels first; the network's input for the first stage.
    package var inputs: [TensorDescription]
    /// What it carries on to the next stage; empty for the last one.
    package var carried: [TensorDescription]
    package var logits: TensorDescription
    /// What heads beside the exit's own can read; `nil` where the exit is no classifier on features.
    package var features: TensorDescription?
    /// Million multiply and add operations (two per multiply-add) per sample in convolutions and matrix products.
    package var mflop: Double
    /// Trained numbers that this stage is the first to use.
    package var parameterCount: Int
    /// Operators after folding and before fusion.
    package var nodeCount: Int
}
