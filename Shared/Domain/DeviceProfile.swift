import Kernel

/// What one device needs for the stages of some models: what workers announce and the files of `deploy/profiles` hold.
package struct DeviceProfile: Hashable, Sendable {
    /// The bounds of one model.
    package struct Table: Hashable, Sendable {
        /// Batch sizes that were measured, ascending from 1; those between are interpolated.
        package let batches: [Int]
        /// Microseconds by stage, then as ``batches``.
        package let boundMicroseconds: [[Double]]
    }

    package let device: String
    /// `measured`, `published` or `synthetic`.
    package let kind: String
    package let source: String
    package let precision: String
    package let quantile: Double
    package let margin: Double
    package let samples: Int
    /// By `name/version`.
    package let models: [String: Table]

    /// Takes the profiles of one device's models, which were measured alike: the first one's provenance stands for all.
    package init(_ profiles: [ExecutionProfile], isMeasured: Bool, source: String) {
        let provenance = profiles.first?.provenance
        device = provenance?.device ?? ""
        kind = isMeasured ? "measured" : "synthetic"
        self.source = source
        precision = provenance?.precision ?? ""
        quantile = provenance?.quantile ?? 1
        margin = provenance?.margin ?? 1
        samples = provenance?.samples ?? 0
        models = Dictionary(profiles.map { ("\($0.model)", Table($0)) }) { first, _ in first }
    }

    /// What makes no sense in it, if anything does.
    package var fault: String? {
        guard ["measured", "published", "synthetic"].contains(kind) else {
            return "kind is measured, published or synthetic, not '\(kind)'"
        }
        let wrong = models.filter { !$0.value.makesSense }.keys.min()
        return wrong.map { "\($0): batches ascend from 1, every stage has as many bounds above 0" }
    }

    /// The profile of that model, `nil` if there is none; of a profile without ``fault``.
    package func profile(of model: ModelID) -> ExecutionProfile? {
        guard let table = models["\(model)"] else { return nil }
        return ExecutionProfile(
            model: model,
            bounds: table.boundMicroseconds.map { row in
                table.filled(row).map { .nanoseconds(Int64($0 * 1_000)) }
            },
            provenance: .init(
                device: device,
                precision: precision,
                quantile: quantile,
                margin: margin,
                samples: samples
            )
        )
    }
}

extension DeviceProfile: Codable {}

extension DeviceProfile.Table: Codable {
    private enum CodingKeys: String, CodingKey {
        case batches
        case boundMicroseconds = "bound_us"
    }
}

extension DeviceProfile.Table {
    init(_ profile: ExecutionProfile) {
        batches = Array(1...profile.capacity)
        boundMicroseconds = (0..<profile.stageCount).map { stage in
            (1...profile.capacity).map { Double(max(1, profile.wcet(stage: stage, batchSize: $0).microseconds)) }
        }
    }

    var makesSense: Bool {
        let ascends = zip(batches, batches.dropFirst()).allSatisfy { $0 < $1 }
        let isWhole = boundMicroseconds.allSatisfy { row in
            row.count == batches.count && row.allSatisfy { $0 > 0 && $0.isFinite }
        }
        return batches.first == 1 && ascends && isWhole && !boundMicroseconds.isEmpty
    }

    /// Every batch size up to the largest, on straight lines between those measured.
    func filled(_ row: [Double]) -> [Double] {
        (1...(batches.last ?? 1)).map { size in
            guard let upper = batches.firstIndex(where: { $0 >= size }), batches[upper] != size else {
                return row[batches.firstIndex(of: size) ?? row.count - 1]
            }
            let (low, high) = (batches[upper - 1], batches[upper])
            let share = Double(size - low) / Double(high - low)
            return row[upper - 1] + (row[upper] - row[upper - 1]) * share
        }
    }
}
