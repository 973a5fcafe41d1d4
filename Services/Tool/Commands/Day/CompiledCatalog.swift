import Approximation
import Days
import Foundation
import Inference
import ModelCompiler
import Simulation

/// A catalog that `rubato model compile` has measured, with the records that `rubato model replay` has written beside it.
///
/// What rules plan with is reckoned from one half of the test images; days are played with the other half.
struct CompiledCatalog {
    /// What the catalog itself does not say.
    struct Terms {
        /// The edge device, one of the catalog's.
        var device = "cpu-f32"
        /// How much faster the server is than that CPU.
        var serverSpeed = 1.0
        /// What the device draws while it loads.
        var loadWatts = 10.0
    }

    /// Confidences from which an early exit's answer counts.
    ///
    /// Each is a depth; the last depth is the whole network.
    private static let thresholds: [Float] = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95]
    /// Whole networks know no confidence that is enough.
    private static let never: Float = 2
    /// A specialist's answer counts where its record says 1.
    private static let answered: Float = 0.5
    /// The shares of dominant classes for which specialized variants are listed, as MCDNN's catalog has them.
    private static let shares = [0.6, 0.8, 0.9, 0.95]

    let name: String
    let tasks: [DayCatalog.Entry]

    init(path: String, _ terms: Terms) throws {
        guard let catalog = try CatalogFile(path: path).read() else {
            throw ToolFailure.badData("\(path) is missing; `rubato model compile` writes it")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let replay = ReplayFolder(path: "\(folder)/\(ReplayFolder.name)")
        let contents = try replay.contents()
        guard contents.source == catalog.source else {
            throw ToolFailure.badData("\(replay.path) is of another network; write it with `rubato model replay`")
        }
        let maker = TaskMaker(catalog: catalog, replay: replay, contents: contents, terms: terms, path: path)
        name = catalog.model
        tasks = [
            try maker.task(catalog.model, .general, isSpecialized: true),
            try maker.task("group", .group, isSpecialized: false),
        ]
    }

    private struct TaskMaker {
        let catalog: Catalog
        let replay: ReplayFolder
        let contents: ReplayFolder.Contents
        let terms: Terms
        let path: String

        func task(_ name: String, _ kind: ReplayFolder.Kind, isSpecialized: Bool) throws -> DayCatalog.Entry {
            let labels = try replay.labels()
            let entries = try contents.variants.map { try entry($0) }
            func model(_ entry: CatalogEntry, _ kind: ReplayFolder.Kind, _ thresholds: [Float]) throws -> ReplayedModel
            {
                let records = try replay.records(entry.name, kind)
                let work = entry.exits.map { min(1, ($0.mflop ?? entry.mflop) / entry.mflop) }
                guard records.exitCount == work.count, records.sampleCount == labels.count else {
                    throw ToolFailure.badData("\(replay.path): the records of \(entry.name) are of another model")
                }
                return ReplayedModel(records, work: work, thresholds: thresholds)
            }
            let depths = CompiledCatalog.thresholds + [CompiledCatalog.never]
            let general = try entries.map { try model($0, kind, depths) }
            let special = isSpecialized ? try entries.map { try model($0, .special, [CompiledCatalog.answered]) } : []
            let means = special.map { mean($0, labels) }
            let task = ReplayedTask(
                general: general,
                special: zip(special, means).map { $0.relative(to: $1.work) },
                labels: labels,
                dominant: contents.dominant
            )
            return DayCatalog.Entry(
                name: name,
                variants: try zip(entries, general).map { try variant($0, $1, labels) },
                special: try zip(entries, means).map { try specialist($0, $1) },
                replay: task
            )
        }

        private func entry(_ name: String) throws -> CatalogEntry {
            guard let entry = catalog[name: name] else {
                throw ToolFailure.badData("\(path) has no variant '\(name)', of which there are records")
            }
            return entry
        }

        private func variant(_ entry: CatalogEntry, _ model: ReplayedModel, _ labels: [UInt8]) throws -> Variant {
            let images = labels.indices.filter { $0 % 2 == 0 }.map { Int32($0) }
            let depths = (0...CompiledCatalog.thresholds.count).map { model.mean(over: images, depth: $0) }
            let whole = depths[depths.count - 1].accuracy
            var exits: [VariantExit] = []
            for depth in depths.dropLast() {
                // Depths ascend; a higher threshold never takes less work, and is a depth of its own even if it takes no more.
                let least = exits.last.map { $0.work.nextUp } ?? 0
                exits.append(VariantExit(work: min(1, max(least, depth.work)), accuracy: depth.accuracy))
            }
            return Variant(
                name: entry.name,
                accuracy: whole,
                exits: exits,
                memoryBytes: Int64(entry.weightBytes + entry.arenaBytes),
                device: try device(entry, work: 1),
                server: try server(entry, work: 1)
            )
        }

        private typealias SpecialMean = (own: Double, others: Double, work: Double)

        /// What a specialist reaches on its own classes and on others, and its work at the least share, where it is most.
        private func mean(_ model: ReplayedModel, _ labels: [UInt8]) -> SpecialMean {
            func mean(_ isDominant: Bool) -> (accuracy: Double, work: Double) {
                let images = labels.indices.filter {
                    $0 % 2 == 0 && contents.dominant.contains(labels[$0]) == isDominant
                }
                return model.mean(over: images.map { Int32($0) }, depth: 0)
            }
            let (own, others) = (mean(true), mean(false))
            let least = CompiledCatalog.shares[0]
            return (own.accuracy, others.accuracy, least * own.work + (1 - least) * others.work)
        }

        private func specialist(_ entry: CatalogEntry, _ mean: SpecialMean) throws -> Variant {
            Variant(
                name: entry.name,
                accuracy: 0,
                inContext: CompiledCatalog.shares.map {
                    ContextAccuracy(share: $0, accuracy: $0 * mean.own + (1 - $0) * mean.others)
                },
                memoryBytes: Int64(entry.weightBytes + entry.arenaBytes),
                device: try device(entry, work: mean.work),
                server: try server(entry, work: mean.work)
            )
        }

        private func device(_ entry: CatalogEntry, work: Double) throws -> DeviceCost {
            let figures = try figures(entry, of: terms.device)
            return DeviceCost(
                load: .milliseconds(entry.loadMilliseconds),
                compute: .milliseconds(try time(figures) * work),
                loadJoules: entry.loadMilliseconds / 1e3 * terms.loadWatts,
                computeJoules: figures.millijoules / 1e3 * work
            )
        }

        private func server(_ entry: CatalogEntry, work: Double) throws -> ServerCost {
            let time = try time(try figures(entry, of: "cpu-f32")) / terms.serverSpeed
            return ServerCost(
                load: .milliseconds(entry.loadMilliseconds / terms.serverSpeed),
                compute: .milliseconds(time * work)
            )
        }

        private func figures(_ entry: CatalogEntry, of device: String) throws -> CatalogEntry.DeviceFigures {
            guard let figures = entry.devices.first(where: { $0.device == device }) else {
                let known = entry.devices.map(\.device).joined(separator: ", ")
                throw ToolFailure.badData("\(path): \(entry.name) was not measured on '\(device)', only on \(known)")
            }
            return figures
        }

        private func time(_ figures: CatalogEntry.DeviceFigures) throws -> Double {
            guard let time = figures.times.first(where: { $0.batch == 1 }) else {
                throw ToolFailure.badData("\(path): a batch of one was not measured on \(figures.device)")
            }
            return time.milliseconds
        }
    }
}
