/// The Fluid Batching Engine: which batch is where in the network, and how the next layer is laid out.
///
/// Its registers are those of the paper's figure (Kouris et al., arXiv 2209.13443): `B_act` and `l` of the batch that
/// runs, `B_old` and `l_old` of the one that was preempted, so preemption has one level. The transitions are inferred
/// from the figure:
///
/// - `finishLayer`: `l ← l + 1`, and the next layer's ⟨B_R, B_P, k⟩ is looked up for what is left of the batch;
/// - `exit`: `B_act ← B_act − B_exit`, survivors are moved together;
/// - `preempt`: the batch is saved off-chip, `(B_old, l_old) ← (B_act, l)`, `B_act ← B_incr`, `l ← 0`;
/// - `l = l_old` and `B_old > 0`: the newcomers have caught up, the saved batch is loaded and joins, `B_old ← 0`;
/// - `B_act = 0`: the saved batch is loaded and goes on, or the engine is free.
///
/// What the paper does not say is ours: activations between layers lie in DRAM in any case, so moving survivors
/// together reads and writes only those behind a gap, while saving and loading count every sample once each way.
package struct FluidBatchingEngine: Sendable {
    package struct Batch: Hashable, Sendable {
        package var size: Int
        /// Layers done; the number of the next one.
        package var layer: Int

        package init(size: Int, layer: Int) {
            self.size = size
            self.layer = layer
        }
    }

    package let table: MappingTable
    /// `B_act` and `l`.
    package private(set) var active: Batch?
    /// `B_old` and `l_old`.
    package private(set) var saved: Batch?
    /// Off-chip transfers of all transitions so far.
    package private(set) var transfers = TransferCost.zero

    package init(_ table: MappingTable) {
        self.table = table
    }

    /// What the NPU is sent for the next layer; `nil` while the engine is free.
    package var policy: Mapping? { active.map { table.entry(batch: $0.size, layer: $0.layer).mapping } }

    /// What the next layer costs.
    package var cost: LayerCost? { active.map { table.entry(batch: $0.size, layer: $0.layer).cost } }

    /// Starts a batch from the queue; the engine must be free.
    package mutating func start(_ size: Int) {
        precondition(active == nil && saved == nil, "one batch is started at a time")
        precondition((1...table.maxBatch).contains(size), "the table knows the batch")
        active = Batch(size: size, layer: 0)
    }

    /// One layer is over; after the last one the batch has left.
    ///
    /// - Returns: The cost of a merge or of a saved batch's return, where one was due.
    @discardableResult
    package mutating func finishLayer() -> TransferCost {
        guard let batch = active else { preconditionFailure("a layer that ends has begun") }
        let next = Batch(size: batch.size, layer: batch.layer + 1)
        active = next.layer < table.layerCount ? next : nil
        return settle()
    }

    /// So many samples leave at the exit that the batch stands behind; those that stay are moved together.
    ///
    /// - Parameter leaving: Places in the batch, ascending, 0-based.
    /// - Returns: The cost of compaction, and of a saved batch's return if all have left.
    @discardableResult
    package mutating func exit(_ leaving: [Int]) -> TransferCost {
        guard let batch = active, leaving.count <= batch.size else { preconditionFailure("who leaves was there") }
        guard let first = leaving.first else { return .zero }
        // Survivors before the first gap stay where they are.
        let moved = batch.size - leaving.count - first
        let words = moved * words(before: batch.layer)
        let cost = count(read: words, written: words)
        active = batch.size > leaving.count ? Batch(size: batch.size - leaving.count, layer: batch.layer) : nil
        return cost + settle()
    }

    /// Newcomers overtake: the batch is saved and they start at the first layer; none may be saved yet.
    ///
    /// - Returns: The cost of saving.
    @discardableResult
    package mutating func preempt(_ newcomers: Int) -> TransferCost {
        guard let batch = active, saved == nil else { preconditionFailure("preemption has one level") }
        precondition(newcomers > 0 && newcomers + batch.size <= table.maxBatch, "the merged batch has room")
        precondition(batch.layer > 0, "a batch that has not begun is not overtaken")
        saved = batch
        active = Batch(size: newcomers, layer: 0)
        return count(read: 0, written: batch.size * words(before: batch.layer))
    }

    /// What a sample holds before that layer.
    package func words(before layer: Int) -> Int { table.network.words(before: layer) }

    private mutating func settle() -> TransferCost {
        guard let old = saved else { return .zero }
        let reload = old.size * words(before: old.layer)
        if let batch = active {
            guard batch.layer == old.layer else { return .zero }
            active = Batch(size: batch.size + old.size, layer: old.layer)
        } else {
            active = old
        }
        saved = nil
        return count(read: reload, written: 0)
    }

    private mutating func count(read: Int, written: Int) -> TransferCost {
        let word = table.device.wordBytes
        let cost = TransferCost(
            cycles: table.device.readCycles(read * word) + table.device.writeCycles(written * word),
            bytes: (read + written) * word
        )
        transfers = transfers + cost
        return cost
    }
}
