/// One sample between two stages: the tensors that the next stage continues from.
///
/// It keeps its part of a shared block alive; the block returns to the pool when the last sample in it is released, on
/// whatever thread that happens.
package struct SampleActivation: Sendable {
    /// The stage that this sample stands before.
    package let stage: Int
    let block: ActivationBlock
    /// The row of the block, 0-based.
    let row: Int
}
