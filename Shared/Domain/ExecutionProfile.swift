/// The bound on the execution time of every stage of one model on one device, by batch size.
///
/// Bounds are made monotone over batch sizes (their upper envelope), because a batch must never look cheaper for having
/// one job more.
package struct ExecutionProfile: Hashable, Sendable {
    /// How the bounds were measured.
    package struct Provenance: Hashable, Sendable {
        package var device: String
        package var precision: String
        /// The quantile of the samples, 0…1.
        package var quantile: Double
        /// The factor on that quantile.
        package var margin: Double
        package var samples: Int

        package init(device: String, precision: String, quantile: Double, margin: Double, samples: Int) {
            self.device = device
            self.precision = precision
            self.quantile = quantile
            self.margin = margin
            self.samples = samples
        }
    }

    package let model: ModelID
    package let provenance: Provenance
    /// Indexed by stage, then by batch size less one.
    private let bounds: [[Duration]]

    /// Takes what was measured.
    ///
    /// - Parameters:
    ///   - model: What was run.
    ///   - bounds: For every stage the bound for batches of 1, 2, …; every stage with equally many, at least one.
    ///   - provenance: How it was measured.
    package init(model: ModelID, bounds: [[Duration]], provenance: Provenance) {
        precondition(!bounds.isEmpty, "a model has a stage")
        precondition(bounds.allSatisfy { !$0.isEmpty && $0.count == bounds[0].count }, "every stage is profiled alike")
        self.model = model
        self.provenance = provenance
        self.bounds = bounds.map(Self.upperEnvelope)
    }

    package var stageCount: Int { bounds.count }

    /// The largest batch the device runs at once.
    package var capacity: Int { bounds[0].count }

    /// The bound for one stage; a batch above ``capacity`` runs in parts and their bounds add up.
    package func wcet(stage: Int, batchSize: Int) -> Duration {
        let full = batchSize / capacity
        let rest = batchSize % capacity
        return (full > 0 ? bounds[stage][capacity - 1] * full : .zero) + (rest > 0 ? bounds[stage][rest - 1] : .zero)
    }

    /// The bound for several stages in a row at one batch size.
    package func wcet(stages: ClosedRange<Int>, batchSize: Int) -> Duration {
        stages.reduce(.zero) { $0 + wcet(stage: $1, batchSize: batchSize) }
    }

    private static func upperEnvelope(_ row: [Duration]) -> [Duration] {
        var highest = Duration.zero
        return row.map {
            highest = max(highest, $0)
            return highest
        }
    }
}
