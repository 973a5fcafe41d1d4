/// How long a network's stages take on a device as modeled, with what the host spends to start one.
///
/// The one rule for what may be promised of an emulated NPU, live and in simulations. Times are rounded up to nanoseconds.
package struct StageTimes: Sendable {
    private let table: MappingTable
    private let launchSeconds: Double

    package init(_ table: MappingTable, launchMicroseconds: Double) {
        self.table = table
        launchSeconds = launchMicroseconds * 1e-6
    }

    package var stages: Range<Int> { table.network.stages.indices }
    package var batches: ClosedRange<Int> { 1...table.maxBatch }

    /// Of a batch whose activations are at hand.
    package func run(stage: Int, batch: Int) -> Duration {
        Self.duration(table.device.seconds(table.cost(stage: stage, batch: batch).cycles) + launchSeconds)
    }

    /// To load one sample's activations for a stage; inputs of the network are read as part of its first layer.
    package func load(stage: Int) -> Duration { stage > 0 ? duration(table.reloading(1, before: layer(stage))) : .zero }

    /// To save one sample's activations until that stage.
    package func store(stage: Int) -> Duration { stage > 0 ? duration(table.saving(1, before: layer(stage))) : .zero }

    /// What may be promised: the run, and that every sample of the batch has been saved and is loaded.
    ///
    /// A run that overtakes takes longer by the saving of who is put off, which is part of their next stage's bound and
    /// not of its own. So a sequence of runs never takes longer than its bounds, and a single one may.
    package func bound(stage: Int, batch: Int) -> Duration {
        run(stage: stage, batch: batch) + (load(stage: stage) + store(stage: stage)) * batch
    }

    private func layer(_ stage: Int) -> Int { table.layers(ofStage: stage).lowerBound }

    private func duration(_ cost: TransferCost) -> Duration { Self.duration(table.device.seconds(cost.cycles)) }

    private static func duration(_ seconds: Double) -> Duration { .nanoseconds(Int64((seconds * 1e9).rounded(.up))) }
}
