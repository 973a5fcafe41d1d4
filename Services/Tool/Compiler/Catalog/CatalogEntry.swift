package import Inference

/// One variant as it was measured.
package struct CatalogEntry: Codable, Equatable, Sendable {
    /// The time of one batch on one device.
    package struct BatchTime: Codable, Equatable, Sendable {
        package var batch: Int
        /// The median of repeated runs at full depth, on the CPU; by the cycle model, on a modeled device.
        package var milliseconds: Double

        package init(batch: Int, milliseconds: Double) {
            self.batch = batch
            self.milliseconds = milliseconds
        }

        private enum CodingKeys: String, CodingKey {
            case batch
            case milliseconds = "ms"
        }
    }

    /// What a variant costs on one kind of device.
    package struct DeviceFigures: Codable, Equatable, Sendable {
        /// "cpu-f32", "cpu-bf16", "cpu-int8", or "npu-" and the name of a device file.
        package var device: String
        package var times: [BatchTime]
        /// Energy of one sample at full depth and batch 1.
        package var millijoules: Double
        /// Where the energy comes from: "rapl", "model", or "stated 10 W".
        package var energySource: String
        /// The share of right answers at the last exit on the test set in this device's arithmetic, where it was run.
        package var accuracy: Double?

        package init(
            device: String,
            times: [BatchTime],
            millijoules: Double,
            energySource: String,
            accuracy: Double? = nil
        ) {
            self.device = device
            self.times = times
            self.millijoules = millijoules
            self.energySource = energySource
            self.accuracy = accuracy
        }

        private enum CodingKeys: String, CodingKey {
            case device, times, millijoules, accuracy
            case energySource = "energy_source"
        }
    }

    /// The recipe's name, and the folder of its files under `variants` where it is kept.
    package var name: String
    package var recipe: Recipe
    /// At full depth, per sample.
    package var mflop: Double
    package var parameters: Int
    /// The last exit's share of right answers on the validation samples, by which variants are chosen.
    package var validationAccuracy: Double
    /// Measured on the test set, with temperatures fitted on the validation samples.
    package var exits: [ModelExit]
    package var thresholdTable: [ThresholdPoint]
    /// Weights as the CPU backend holds them, in bytes.
    package var weightBytes: Int
    /// The arena of activations for batches up to 16, in bytes.
    package var arenaBytes: Int
    /// Reading the files and building plans for batches of 1.
    package var loadMilliseconds: Double
    package var devices: [DeviceFigures]
    /// Whether no other variant is as good in everything and better in something.
    package var isOnFront: Bool
    /// Whether its network lies beside the catalog.
    package var isKept: Bool

    private enum CodingKeys: String, CodingKey {
        case name, recipe, mflop, parameters, exits, devices
        case validationAccuracy = "validation_accuracy"
        case thresholdTable = "threshold_table"
        case weightBytes = "weight_bytes"
        case arenaBytes = "arena_bytes"
        case loadMilliseconds = "load_ms"
        case isOnFront = "front"
        case isKept = "kept"
    }

    package init(
        recipe: Recipe,
        mflop: Double,
        parameters: Int,
        validationAccuracy: Double,
        exits: [ModelExit],
        thresholdTable: [ThresholdPoint],
        weightBytes: Int,
        arenaBytes: Int,
        loadMilliseconds: Double,
        devices: [DeviceFigures]
    ) {
        name = recipe.name
        self.recipe = recipe
        self.mflop = mflop
        self.parameters = parameters
        self.validationAccuracy = validationAccuracy
        self.exits = exits
        self.thresholdTable = thresholdTable
        self.weightBytes = weightBytes
        self.arenaBytes = arenaBytes
        self.loadMilliseconds = loadMilliseconds
        self.devices = devices
        isOnFront = false
        isKept = false
    }

    /// The last exit's share of right answers on the test set.
    package var accuracy: Double { exits.last?.accuracy ?? 0 }
}
