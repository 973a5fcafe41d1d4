import Inference
import Testing

@testable import ModelCompiler

@Suite("The front of a catalog")
struct ParetoFrontTests {
    private func entry(_ recipe: Recipe, mflop: Double, accuracy: Double, bytes: Int = 100, devices: [String] = [])
        -> CatalogEntry
    {
        CatalogEntry(
            recipe: recipe,
            mflop: mflop,
            parameters: 1,
            validationAccuracy: accuracy,
            exits: [ModelExit(name: "e", accuracy: accuracy)],
            thresholdTable: [],
            weightBytes: bytes,
            arenaBytes: 0,
            loadMilliseconds: 1,
            devices: devices.map { device in
                // One that is slow, so that it shows if it is held against another.
                let time = device == "cpu-int8" ? 10 * mflop : mflop
                return .init(
                    device: device,
                    times: [.init(batch: 1, milliseconds: time)],
                    millijoules: time,
                    energySource: ""
                )
            }
        )
    }

    private func catalog(_ entries: [CatalogEntry]) -> Catalog {
        var catalog = Catalog(
            model: "m",
            version: "1",
            source: "s",
            machine: "c",
            calibrationSamples: 1,
            validationSamples: 1,
            testSamples: 1
        )
        for entry in entries { catalog.insert(entry) }
        ParetoFront.mark(&catalog)
        return catalog
    }

    @Test("has what nothing beats in everything")
    func marks() {
        let catalog = catalog([
            entry(Recipe(.exact), mflop: 100, accuracy: 0.9),
            entry(Recipe(.rank, work: 0.5), mflop: 50, accuracy: 0.89),
            entry(Recipe(.prune, work: 0.5), mflop: 51, accuracy: 0.88),
            entry(Recipe(.mixed, work: 0.5), mflop: 52, accuracy: 0.87, bytes: 10),
        ])
        #expect(catalog.entries.filter(\.isOnFront).map(\.name) == ["exact", "mixed50", "rank50"])
    }

    @Test("compares what was measured on more devices by those in common")
    func devices() {
        let catalog = catalog([
            entry(Recipe(.exact), mflop: 100, accuracy: 0.9, devices: ["cpu-f32", "cpu-int8", "npu-a"]),
            entry(Recipe(.rank, work: 0.5), mflop: 50, accuracy: 0.89, devices: ["cpu-f32", "cpu-int8", "npu-a"]),
            entry(Recipe(.prune, work: 0.5), mflop: 51, accuracy: 0.88, devices: ["cpu-f32", "npu-a"]),
        ])
        #expect(catalog.entries.filter(\.isOnFront).map(\.name) == ["exact", "rank50"])
    }

    @Test("gives for each loss the least work, each variant once")
    func chooses() {
        let catalog = catalog([
            entry(Recipe(.exact), mflop: 100, accuracy: 0.9),
            entry(Recipe(.rank, work: 0.5), mflop: 50, accuracy: 0.895),
            entry(Recipe(.rank, work: 0.33), mflop: 33, accuracy: 0.88),
            entry(Recipe(.rank, work: 0.2), mflop: 20, accuracy: 0.7),
        ])
        #expect(ParetoFront.choice(catalog, drops: [0.005, 0.01, 0.03]) == ["rank50", "rank33"])
        #expect(ParetoFront.choice(catalog, drops: [0.001]) == [])
    }

    @Test("finds temperatures that make confidence honest")
    func fitsTemperature() {
        // Two classes, right three times out of four, always with the same scores: the honest logit is log 3.
        let logits = [[Float]](repeating: [4, 0], count: 400)
        let labels = (0..<400).map { UInt8($0 % 4 == 0 ? 1 : 0) }
        #expect(Calibration.temperature(logits.map { $0.map { $0 / 2 } }, labels: labels) == 1.82)
        #expect(Calibration.temperature(logits, labels: labels) == 3)
        let exit = Calibration.exit(
            ModelExit(name: "e", temperature: 1.82),
            logits: logits.map { $0.map { $0 / 2 } },
            labels: labels
        )
        #expect(exit.accuracy == 0.75)
        #expect((exit.expectedCalibrationError ?? 1) < 0.01)
    }
}
