package import Inference

/// What the original network computes on the calibration samples, as far as fits look at it.
package struct Teacher {
    struct Lesson {
        let site: FitSite
        let rows: RowSampler
        /// Of the output picture.
        let outputWidth: Int
        /// Per row what the layer's output, or the sum that it goes into, shall be.
        let targets: [Float]
        /// Of the layer's own output.
        let covariance: Matrix
        /// Of the targets: the sum of their variances.
        let targetVariance: Double
        /// Per output channel the mean square of what passes a rectifier.
        let passed: [Double]
    }

    package let model: StagedModel
    let samples: Activations
    let lessons: [Lesson]

    /// Runs the network once over all samples.
    ///
    /// - Parameters:
    ///   - model: The original.
    ///   - samples: Normalized calibration samples, stored as programs store pictures: some hundred at least.
    ///   - student: The graph to teach where its maps have other sizes; its values are the model's.
    ///   - report: Told the share done, 0…1.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    package init(
        _ model: StagedModel,
        samples: Activations,
        student: Graph? = nil,
        report: (Double) -> Void = { _ in }
    ) throws {
        self.model = model
        self.samples = samples
        let sites = try SiteFinder.sites(in: student ?? model.graph, model.inputShape)
        var store = ValueStore(model.graph, samples: samples, inputShape: model.inputShape)
        var lessons: [Lesson] = []
        for (number, site) in sites.enumerated() {
            lessons.append(try Self.lesson(site, number, model.graph, &store))
            report(Double(number + 1) / Double(sites.count))
        }
        self.lessons = lessons
    }

    private static func lesson(
        _ site: FitSite,
        _ number: Int,
        _ graph: Graph,
        _ store: inout ValueStore
    ) throws -> Lesson {
        func taught(_ value: Graph.ValueID) throws -> Activations {
            try store.value(value, in: graph).resampled(height: site.height, width: site.width)
        }
        let own = try taught(site.output)
        let rows = RowSampler(samples: own.sampleCount, pixels: site.pixels, seed: UInt64(number))
        let ownRows = gather(own, rows, width: site.outputs)
        let targets = try site.sum.map { gather(try taught($0.output), rows, width: site.outputs) }
        let ownMoments = try moments(ownRows, width: site.outputs)
        let covariance = ownMoments.outputCovariance
        let targetVariance = try targets.map { try moments($0, width: site.outputs).outputCovariance.trace }
        return Lesson(
            site: site,
            rows: rows,
            outputWidth: own.shape.count == 3 ? own.shape[1] : 1,
            targets: targets ?? ownRows,
            covariance: covariance,
            targetVariance: targetVariance ?? covariance.trace,
            passed: passed(ownRows, width: site.outputs)
        )
    }

    static func gather(_ values: Activations, _ rows: RowSampler, width: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(rows.rows.count * width)
        for (sample, pixel) in rows.rows {
            let start = sample * values.sampleSize + pixel * width
            result += values.numbers[start..<start + width]
        }
        return result
    }

    private static func moments(_ rows: [Float], width: Int) throws -> Regression {
        var moments = Regression(inputs: 0, outputs: width)
        for start in stride(from: 0, to: rows.count, by: width) {
            try moments.add { $0 += rows[start..<start + width] }
        }
        try moments.flush()
        return moments
    }

    private static func passed(_ rows: [Float], width: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: width)
        for (index, number) in rows.enumerated() where number > 0 { sums[index % width] += Double(number * number) }
        let count = Double(max(1, rows.count / width))
        return sums.map { $0 / count }
    }
}
