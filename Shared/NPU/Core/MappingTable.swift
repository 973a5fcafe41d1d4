/// The Fluid Batching Engine's lookup table: for every batch size and layer the fastest ⟨B_R, B_P, k⟩, found by
/// trying all.
package struct MappingTable: Sendable {
    package struct Entry: Hashable, Sendable {
        package let mapping: Mapping
        package let cost: LayerCost
    }

    package let device: Device
    package let network: NetworkShape
    package let rule: MappingRule
    /// By batch size less one, then by layer.
    private let entries: [[Entry]]

    /// Fills the table off-line.
    ///
    /// - Parameters:
    ///   - network: The layers.
    ///   - device: What they run on.
    ///   - rule: Which mappings may be chosen.
    ///   - maxBatch: The largest batch size, at least 1.
    package init(_ network: NetworkShape, on device: Device, _ rule: MappingRule = .free, maxBatch: Int) {
        self.device = device
        self.network = network
        self.rule = rule
        let model = CycleModel(device)
        let layers = network.layers
        entries = (1...maxBatch).map { batch in
            // Networks repeat layers of one shape.
            var known: [LayerShape.Work: Entry] = [:]
            return layers.map { layer in
                if let entry = known[layer.work] { return entry }
                let best = model.best(layer, batch: batch, rule)
                let entry = Entry(mapping: best.mapping, cost: best.cost)
                known[layer.work] = entry
                return entry
            }
        }
    }

    package var maxBatch: Int { entries.count }
    package var layerCount: Int { entries[0].count }

    package func entry(batch: Int, layer: Int) -> Entry { entries[batch - 1][layer] }

    /// Of those layers at that batch size.
    package func cost(layers: Range<Int>, batch: Int) -> LayerCost {
        layers.reduce(.zero) { $0 + entries[batch - 1][$1].cost }
    }

    /// Of the whole network without any exit taken.
    package func cost(batch: Int) -> LayerCost { cost(layers: 0..<layerCount, batch: batch) }

    /// The layers of one stage.
    package func layers(ofStage stage: Int) -> Range<Int> {
        let ends = network.exitLayers
        return (stage == 0 ? 0 : ends[stage - 1])..<ends[stage]
    }

    /// What a stage costs, with its layers one after another.
    package func cost(stage: Int, batch: Int) -> LayerCost { cost(layers: layers(ofStage: stage), batch: batch) }
}
