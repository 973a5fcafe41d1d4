import Domain

/// What was measured of one model, before the margin; this is what the cache keeps.
struct StageTable: Codable, Equatable, Sendable {
    /// By stage, then by batch size less one.
    let boundNanoseconds: [[Int64]]
    /// What the bounds hold for, by their number of samples.
    let quantile: Double
    let samples: Int
    /// Samples whose time on the processor was taken, because the thread had been kept off it.
    let disturbed: Int

    /// Whether it was made for such a model; a file may hold anything.
    func fits(stages: Int, maxBatch: Int) -> Bool {
        boundNanoseconds.count == stages
            && boundNanoseconds.allSatisfy {
                $0.count == maxBatch && $0.allSatisfy { $0 > 0 && $0 < 3_600_000_000_000 }
            }
            && (0...1).contains(quantile) && samples > 0
    }

    func profile(of model: ModelID, device: String, precision: String, margin: Double) -> ExecutionProfile {
        ExecutionProfile(
            model: model,
            bounds: boundNanoseconds.map { row in row.map { .nanoseconds(Int64(Double($0) * margin)) } },
            provenance: ExecutionProfile.Provenance(
                device: device,
                precision: precision,
                quantile: quantile,
                margin: margin,
                samples: samples
            )
        )
    }
}
