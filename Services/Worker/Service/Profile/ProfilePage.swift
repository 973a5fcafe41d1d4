import Domain
import FoundationEssentials
import Kernel

/// The profiles of a worker's models in the form of the files in `deploy/profiles`, so that simulations take them as they are.
enum ProfilePage {
    private struct Table: Encodable {
        let batches: [Int]
        let boundMicroseconds: [[Int64]]

        enum CodingKeys: String, CodingKey {
            case batches
            case boundMicroseconds = "bound_us"
        }
    }

    private struct Page: Encodable {
        let device: String
        let kind: String
        let source: String
        let precision: String
        let quantile: Double
        let margin: Double
        let samples: Int
        let models: [String: Table]
    }

    /// JSON; all models of a worker were measured alike, so the first one's provenance stands for all.
    static func text(_ models: [ServedModel], kind: Member.Kind, name: String) -> String {
        guard let provenance = models.first?.profile.provenance else { return "{}" }
        let tables = models.map { model in
            (
                "\(model.id)",
                Table(
                    batches: Array(1...model.profile.capacity),
                    boundMicroseconds: (0..<model.profile.stageCount).map { stage in
                        (1...model.profile.capacity).map {
                            max(1, model.profile.wcet(stage: stage, batchSize: $0).microseconds)
                        }
                    }
                )
            )
        }
        let page = Page(
            device: provenance.device,
            kind: kind == .npu ? "synthetic" : "measured",
            source: "\(name) at its start",
            precision: provenance.precision,
            quantile: provenance.quantile,
            margin: provenance.margin,
            samples: provenance.samples,
            models: Dictionary(tables) { first, _ in first }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(page) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
