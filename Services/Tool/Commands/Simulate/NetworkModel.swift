import Domain
import Kernel
import NPU
import NPUFiles
import Simulation
import ToolPolicy

/// A network without weights as a simulation's model: its exits say what a stated distribution says, not what it was seen to.
///
/// Of the samples that come to an exit, the file's share is confident there. Confidence grows with the exits: below
/// the threshold until the sample is sure, between threshold and 1 from there on; who is sure nowhere ends between 0.5 and
/// 1. A sample is right wherever its confidence exceeds a number drawn for it once, so confidence is calibrated and a
/// deeper exit is never wrong where a shallower one was right.
enum NetworkModel {
    /// In place of a version.
    static let version = "shape"
    private static let samples = 4_096
    private static let threshold: Float = 0.9

    static func model(_ file: NetworkFile) -> SimulatedModel {
        let id = ModelID(name: file.network.name, version: version)
        let records = records(file, name: "\(id)")
        var macs = 0
        let exits = file.network.stages.enumerated().map { number, stage in
            macs += stage.layers.reduce(0) { $0 + $1.macs }
            return ServedModel.Exit(
                name: stage.name,
                accuracy: records.accuracy(exit: number),
                meanConfidence: records.meanConfidence(exit: number),
                mflop: Double(macs) * 2 / 1e6
            )
        }
        let provenance = ExecutionProfile.Provenance(device: "", precision: "", quantile: 1, margin: 1, samples: 0)
        let served = ServedModel(
            id: id,
            inputName: "input",
            inputShape: [file.network.inputWords],
            classes: [],
            exits: exits,
            mandatoryExit: 0,
            defaultThreshold: threshold,
            defaultDeadline: .milliseconds(500),
            profile: ExecutionProfile(model: id, bounds: exits.map { _ in [.nanoseconds(1)] }, provenance: provenance)
        )
        return SimulatedModel(served: served, records: records)
    }

    private static func records(_ file: NetworkFile, name: String) -> ExitRecords {
        var random = SeededGenerator(seed: 1)
        let exits = file.exitShares.count
        var confidences: [[Float]] = []
        var isRight: [[Bool]] = []
        for _ in 0..<samples {
            let sure = file.exitShares.firstIndex { random.unit() <= $0 } ?? exits - 1
            let place = Float(random.unit())
            let luck = Float(random.unit())
            let row = (0..<exits).map { confidence(exit: $0, sure: sure, of: exits, place) }
            confidences.append(row)
            isRight.append(row.map { $0 > luck })
        }
        return ExitRecords(model: name, confidences: confidences, isRight: isRight)
    }

    private static func confidence(exit: Int, sure: Int, of exits: Int, _ place: Float) -> Float {
        let isNeverSure = sure == exits - 1
        let end = isNeverSure ? 0.5 + 0.5 * place : 1
        if exit < sure { return min(threshold, end) * (Float(exit) + place) / Float(sure + 1) }
        if isNeverSure { return end }
        return threshold + (1 - threshold) * (Float(exit - sure) + place) / Float(exits - sure)
    }
}
