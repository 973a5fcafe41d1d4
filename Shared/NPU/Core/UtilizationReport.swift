#if canImport(Glibc)
    import Glibc
#endif

/// How well every way of batching uses the multipliers, layer by layer, for one batch size.
package struct UtilizationReport: Sendable {
    /// Layers of one shape.
    package struct Row: Sendable {
        /// Of the first of them.
        package let name: String
        package let times: Int
        package let shape: ProductShape
        /// By way.
        package let entries: [MappingTable.Entry]
    }

    package let batch: Int
    package let device: Device
    package let ways: [BatchingWay]
    /// Products in the order in which their shapes come first.
    package let rows: [Row]
    /// Of all layers, the vector unit's too, by way.
    package let totals: [LayerCost]
    /// The vector unit's part, whatever the way.
    package let vectorCycles: Int

    /// Lays every layer out in every way.
    package init(_ network: NetworkShape, on device: Device, batch: Int) {
        self.batch = batch
        self.device = device
        ways = BatchingWay.all(on: device)
        let models = ways.map { CycleModel($0.device(device)) }
        var rows: [Row] = []
        var vector = LayerCost.zero
        for (layer, times) in network.distinctLayers {
            guard case .product(let shape) = layer.work else {
                vector = vector + models[0].best(layer, batch: batch, ways[0].rule).cost * times
                continue
            }
            let entries = zip(ways, models).map { way, model in
                let best = model.best(layer, batch: batch, way.rule)
                return MappingTable.Entry(mapping: best.mapping, cost: best.cost)
            }
            rows.append(Row(name: layer.name, times: times, shape: shape, entries: entries))
        }
        totals = ways.indices.map { way in
            rows.reduce(vector) { $0 + $1.entries[way].cost * $1.times }
        }
        self.rows = rows
        vectorCycles = vector.cycles
    }

    /// The way with every freedom, the last one.
    package var freest: Int { ways.count - 1 }

    /// How many times as fast the freest way is as the best fixed one, for that layer; at least 1 if it is right.
    package func gain(of row: Row) -> Double {
        let fixed = ways.indices.filter { ways[$0].isFixed }.map { row.entries[$0].cost.cycles }.min() ?? 0
        return Double(fixed) / Double(row.entries[freest].cost.cycles)
    }

    /// The geometric mean over all product layers of how many times as fast the freest way is as that one.
    package func meanGain(over way: Int) -> Double {
        meanGain { Double($0.entries[way].cost.cycles) / Double($0.entries[freest].cost.cycles) }
    }

    /// The same against the best fixed way of each layer.
    package var meanGain: Double { meanGain(gain) }

    private func meanGain(_ gain: (Row) -> Double) -> Double {
        let layers = rows.reduce(0) { $0 + $1.times }
        return exp(rows.reduce(0) { $0 + Double($1.times) * log(gain($1)) } / Double(max(1, layers)))
    }
}
