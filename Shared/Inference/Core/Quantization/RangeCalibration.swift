/// Measures the ranges of activations on images.
package enum RangeCalibration {
    /// Bounds the memory that activations take.
    private static let samplesAtOnce = 128

    /// - Parameters:
    ///   - model: The network.
    ///   - samples: As the network reads them; none of them of a test set.
    ///   - rule: How much of what is seen becomes a range.
    ///   - source: The fingerprint of the network's file.
    ///   - probe: Of the model's graph.
    ///   - progress: Told the share done, 0…1.
    /// - Returns: A range for each value that some convolution reads.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    package static func ranges(
        of model: StagedModel,
        samples: Activations,
        rule: RangeRule,
        source: String,
        probe: GraphProbe,
        progress: (Double) -> Void = { _ in }
    ) throws -> ActivationRanges {
        let values = values(in: model.graph)
        var ranges: [ActivationRanges.Range] = []
        for (index, value) in values.enumerated() {
            progress(Double(index) / Double(values.count))
            var histogram = ValueHistogram()
            for start in stride(from: 0, to: samples.sampleCount, by: samplesAtOnce) {
                let end = min(start + samplesAtOnce, samples.sampleCount)
                let part = samples.numbers[start * samples.sampleSize..<end * samples.sampleSize]
                let input = Activations(shape: samples.shape, numbers: Array(part))
                histogram.add(try probe.compute(value, from: [model.graph.inputs[0].value: input]).numbers)
            }
            let (minimum, maximum) = histogram.range(rule)
            ranges.append(.init(value: model.graph.names[value], minimum: minimum, maximum: maximum))
        }
        progress(1)
        return ActivationRanges(source: source, samples: samples.sampleCount, rule: rule, ranges: ranges)
    }

    /// What convolutions read, but for the network's input: that stays in floats.
    static func values(in graph: Graph) -> [Graph.ValueID] {
        let producers = graph.producers()
        var seen: Set<Graph.ValueID> = []
        return graph.nodes.compactMap { node in
            guard case .convolution = node.operation, let value = node.inputs[0], producers[value] != nil,
                seen.insert(value).inserted
            else { return nil }
            return value
        }
    }
}
