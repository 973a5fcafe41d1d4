package import Domain
import Glibc
package import Inference
package import Kernel
package import NPU
package import NPUFiles
package import Telemetry

/// An accelerator that is not there: the clock, the faults and the meters that its models share.
///
/// Confined to the compute thread.
package final class EmulatedDevice {
    let file: DeviceFile
    let time: any TimeSource
    let waiter: any Waiter
    let meters: EmulationMeters
    var dice: FaultDice
    var residency = Residency()
    private let crash: () -> Void

    /// - Parameters:
    ///   - file: What it is.
    ///   - time: The clock of the results.
    ///   - waiter: Waits by that clock.
    ///   - meters: Count what happens.
    ///   - crash: Ends the process without a word.
    package init(
        _ file: DeviceFile,
        time: any TimeSource,
        waiter: any Waiter,
        meters: EmulationMeters,
        crash: @escaping () -> Void
    ) {
        self.file = file
        self.time = time
        self.waiter = waiter
        self.meters = meters
        self.crash = crash
        dice = FaultDice(file.faults)
    }

    /// That of a running worker: waits by the clock, and crashes as a process that is killed.
    package convenience init(_ file: DeviceFile, time: any TimeSource, metrics: MetricsRegistry) {
        self.init(
            file,
            time: time,
            waiter: PreciseWaiter(time),
            meters: EmulationMeters(metrics, device: file.memberDevice, arithmetic: file.arithmetic.rawValue),
            crash: { kill(getpid(), SIGKILL) }
        )
    }

    /// The fastest mappings for all layers of a model.
    ///
    /// - Throws: ``ModelError``.
    package func table(for model: StagedModel, maxBatch: Int) throws(ModelError) -> MappingTable {
        MappingTable(try NetworkShape(model), on: file.device, file.rule, maxBatch: maxBatch)
    }

    /// What the device says it takes: modeled times, launches included, with the margin that all bounds have.
    package func profile(of model: ModelID, _ table: MappingTable, margin: Double) -> ExecutionProfile {
        ExecutionProfile(
            model: model,
            bounds: table.network.stages.indices.map { stage in
                (1...table.maxBatch).map { batch in
                    .nanoseconds(Int64((file.seconds(stage: stage, batch: batch, by: table) * 1e9 * margin).rounded()))
                }
            },
            provenance: ExecutionProfile.Provenance(
                device: file.memberDevice,
                precision: file.arithmetic.rawValue,
                quantile: 1,
                margin: margin,
                samples: 0
            )
        )
    }

    /// Lays a course on the clock, behind the host's launch, what is moved before it, and a stall of the dice.
    func pace(_ course: StageCourse, from instant: Instant, behind moves: TransferCost) -> StagePace {
        let stall = dice.stallMicroseconds()
        if stall > 0 { meters.faults.with("stall").increment() }
        if dice.factor > 1 { meters.faults.with("throttled_run").increment() }
        let cycle = dice.factor * 1e9 / file.device.clockHertz
        let lead = (file.launchMicroseconds + stall) * 1e3 + Double(moves.cycles) * cycle
        return StagePace(
            course,
            start: instant + .nanoseconds(Int64(lead.rounded())),
            nanosecondsPerCycle: cycle
        )
    }

    /// Whether every transfer of a run came through; what did not is found by its checksum and counted.
    func transfersPass(_ transfers: [[UInt8]]) -> Bool {
        var allPass = true
        for bytes in transfers {
            guard let bit = dice.wrongBit(ofBytes: bytes.count) else { continue }
            if TransferCheck.passes(bytes, turning: bit) { continue }
            meters.faults.with("dma_error").increment()
            allPass = false
        }
        return allPass
    }

    /// Notes finished first stages; the process may end here.
    func note(jobs count: Int) {
        dice.note(jobs: count)
        if dice.crashIsDue { crash() }
    }
}

extension DeviceFile {
    /// The name in profiles and metrics, such as `npu-zcu104`.
    package var memberDevice: String { "npu-\(device.name)" }
}
