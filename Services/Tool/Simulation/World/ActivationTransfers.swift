/// What it costs a device to move one sample's activations to its memory for stages and back, by the stage that they are for.
///
/// Without it moving is free, as on a processor that leaves them where they are.
package struct ActivationTransfers: Sendable {
    /// As many as stages; the first stage reads its inputs as part of its own time.
    package var load: [Duration]
    package var store: [Duration]

    package init(load: [Duration], store: [Duration]) {
        precondition(load.count == store.count, "every stage's activations go both ways")
        self.load = load
        self.store = store
    }
}
