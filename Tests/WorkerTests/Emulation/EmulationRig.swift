import Domain
import Inference
import Kernel
import NIOCore
import NPU
import NPUFiles
import Telemetry

@testable import WorkerService

/// An emulated device of one cycle a microsecond that runs a network of two stages, on a clock that stands still.
final class EmulationRig {
    let time = ManualTime()
    let script = StubScript()
    let metrics = MetricsRegistry()
    let table: MappingTable
    let engine: EmulatedEngine
    var crashes = 0

    init(faults: DeviceFaults = DeviceFaults(), launch: Double = 0, hostCost: Duration = .zero) throws {
        let file = DeviceFile(try Self.device(), launchMicroseconds: launch, faults: faults)
        table = MappingTable(Self.network, on: file.device, maxBatch: 4)
        var crash: () -> Void = {}
        let device = EmulatedDevice(
            file,
            time: time,
            waiter: time,
            meters: EmulationMeters(metrics, device: file.memberDevice, arithmetic: "f32"),
            crash: { crash() }
        )
        engine = EmulatedEngine(
            SlowEngine(StubEngine(script), time, cost: hostCost),
            table,
            on: device,
            model: Self.model
        )
        crash = { [weak self] in self?.crashes += 1 }
    }

    static let model = ModelID(name: "net", version: "1")

    static func device() throws -> Device {
        try Device(
            name: "small",
            tile: TileSize(rows: 4, inner: 4, columns: 4),
            inputBytes: 1_024,
            weightBytes: 1_024,
            outputBytes: 1_024,
            readBandwidth: 1e6,
            writeBandwidth: 1e6,
            clockHertz: 1e6,
            fillCycles: 4,
            controlCycles: 10,
            vectorLanes: 2
        )
    }

    /// Three layers to exit 0, two more to exit 1 and one to exit 2, for the stub has three exits.
    static var network: NetworkShape {
        let layer = LayerShape.fullyConnected("a", inputs: 40, outputs: 40)
        let stages = [3, 2, 1].enumerated().map { index, count in
            NetworkShape.Stage(
                name: "exit\(index)",
                layers: Array(repeating: layer, count: count),
                carriedWords: index < 2 ? 40 : 0
            )
        }
        return NetworkShape(name: "net", inputWords: 40, stages: stages)
    }

    var times: StageTimes { engine.device.file.times(table) }

    /// The modeled time of layers at a batch size.
    func length(of layers: Range<Int>, batch: Int) -> Duration {
        .microseconds(table.cost(layers: layers, batch: batch).cycles)
    }

    /// Samples before their first stage, told apart by the byte they carry.
    static func samples(_ tags: UInt8...) -> [StagedSample] {
        tags.map { StagedSample(.raw(ByteBuffer(bytes: [$0, 0, 0, 0]), .uint8)) }
    }

    /// Runs a stage and takes what it carries over, as the runner does.
    ///
    /// - Returns: The steps and how long it took.
    @discardableResult
    func run(_ stage: Int, _ samples: [StagedSample], stop: StopFlag = StopFlag()) throws -> (
        steps: [StageStep], took: Duration
    ) {
        let began = time.now
        let contents = samples.compactMap { $0.content(before: stage) }
        let steps = try engine.run(stage: stage, contents, of: samples, stop: stop)
        for (sample, step) in zip(samples, steps) { sample.advance(past: stage, carrying: step.carried) }
        return (steps, time.now - began)
    }

    /// Runs the first stage of a sample that leaves then.
    ///
    /// - Returns: How long it took.
    func runOnce() throws -> Duration {
        let samples = Self.samples(1)
        defer { samples[0].withdraw() }
        return try run(0, samples).took
    }

    /// Runs a stage that is stopped so long after its start.
    ///
    /// - Returns: How long it took.
    func stop(_ stage: Int, _ samples: [StagedSample], after length: Duration) throws -> Duration {
        let (began, flag) = (time.now, StopFlag())
        time.at(began + length - .origin) { flag.raise() }
        do {
            try run(stage, samples, stop: flag)
        } catch InferenceError.stopped {}
        return time.now - began
    }

    func metric(_ line: String) -> Double? {
        metrics.exposition().split(separator: "\n").first { $0.hasPrefix(line + " ") }
            .flatMap { Double($0.dropFirst(line.count + 1)) }
    }
}
