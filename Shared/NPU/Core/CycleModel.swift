/// The time of a layer on a device, without going through its cycles.
///
/// Loader, elements and store engine wait for each other as ``Pipeline`` says, which is a recurrence over steps.
/// Steps come in runs of equal ones, tiles in rows of equal tiles, and a pipeline that repeats itself is moved on by
/// all repetitions at once, so the time is that of the recurrence and costs about a microsecond. To it come the
/// pipeline's fill and the control's set-up, once a layer: between tiles the fill hides behind the store, which takes
/// rows in the order in which they entered.
///
/// The form, `max(compute, load, store)` per tile, is that of the accelerators of Venieris and others; the terms are
/// ours. `Tests/NPUTests` holds it against a simulation of single cycles.
package struct CycleModel: Sendable {
    package let device: Device

    package init(_ device: Device) {
        self.device = device
    }

    /// - Returns: `nil` if the device cannot run the layer in this way.
    package func cost(of layer: LayerShape, _ mapping: Mapping) -> LayerCost? {
        switch layer.work {
        case .product(let shape): ProductPlan(shape, mapping, on: device).map(cost)
        case .vector(let shape): cost(of: shape, batch: mapping.batch)
        }
    }

    /// The fastest way that the rule allows, the earliest among equals.
    package func best(_ layer: LayerShape, batch: Int, _ rule: MappingRule) -> (mapping: Mapping, cost: LayerCost) {
        if case .vector(let shape) = layer.work { return (Mapping(rows: batch), cost(of: shape, batch: batch)) }
        var best: (mapping: Mapping, cost: LayerCost)?
        for mapping in rule.candidates(batch: batch) where !mapping.pads || device.innerBatching == .packed {
            guard let cost = cost(of: layer, mapping), cost.cycles < best?.cost.cycles ?? .max else { continue }
            best = (mapping, cost)
        }
        // What does not fit side by side is run one below the other, as any device can.
        return best ?? rowsOnly(layer, batch)
    }

    /// All layers one after another, each in the fastest way that the rule allows.
    package func cost(of network: NetworkShape, batch: Int, _ rule: MappingRule = .free) -> LayerCost {
        network.distinctLayers.reduce(.zero) { $0 + best($1.layer, batch: batch, rule).cost * $1.times }
    }

    private func rowsOnly(_ layer: LayerShape, _ batch: Int) -> (mapping: Mapping, cost: LayerCost) {
        let mapping = Mapping(rows: batch)
        guard let cost = cost(of: layer, mapping) else {
            preconditionFailure("two tiles fit a device that was checked")
        }
        return (mapping, cost)
    }
}
