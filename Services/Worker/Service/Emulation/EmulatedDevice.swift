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
    var residency = Residency<Resident>()
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

    /// What the device says it takes: modeled times as ``StageTimes`` bounds them, with the margin that all bounds have.
    package func profile(of model: ModelID, _ table: MappingTable, margin: Double) -> ExecutionProfile {
        let times = file.times(table)
        return ExecutionProfile(
            model: model,
            bounds: times.stages.map { stage in times.batches.map { times.bound(stage: stage, batch: $0) * margin } },
            provenance: ExecutionProfile.Provenance(
                device: file.memberDevice,
                precision: file.arithmetic.rawValue,
                quantile: 1,
                margin: margin,
                samples: 0
            )
        )
    }

    /// What it draws at most during the bound of a stage with one sample.
    func watts(_ table: MappingTable, _ profile: ExecutionProfile) -> Double {
        (0..<profile.stageCount).map { stage in
            let joules = table.course(stage: stage, newcomers: 1).steps.last?.joules ?? 0
            return joules / profile.wcet(stage: stage, batchSize: 1).seconds
        }.max() ?? 0
    }

    /// Lays a course on the clock, behind the host's launch, what is moved before it, and a stall of the dice.
    func timing(_ course: StageCourse, from instant: Instant, behind moves: TransferCost) -> CourseTiming {
        let stall = dice.stallMicroseconds()
        if stall > 0 { meters.faults.with("stall").increment() }
        if dice.factor > 1 { meters.faults.with("throttled_run").increment() }
        let cycle = dice.factor * 1e9 / file.device.clockHertz
        let lead = (file.launchMicroseconds + stall) * 1e3 + Double(moves.cycles) * cycle
        return CourseTiming(
            course,
            start: instant + .nanoseconds(Int64(lead.rounded())),
            nanosecondsPerCycle: cycle
        )
    }

    /// Whether every transfer of a run came through; what did not is found by its checksum and counted.
    func transfersPass(_ transfers: [HostTransfer]) -> Bool {
        var allPass = true
        for transfer in transfers {
            guard let bit = dice.wrongBit(ofBytes: transfer.byteCount) else { continue }
            if TransferCheck.passes(transfer.bytes, turning: bit) { continue }
            meters.faults.with("dma_error").increment()
            allPass = false
        }
        return allPass
    }

    /// What is moved before a run; inputs of the network are read as part of its first layer.
    func moves(before run: EmulatedRun, _ table: MappingTable) -> TransferCost {
        let moves = residency.moves(before: run.residents(before: run.stage, table))
        var cost = TransferCost.zero
        for sample in moves.leaving where sample.isAwaited {
            cost = cost + sample.table.saving(1, before: sample.layer)
        }
        guard run.stage > 0 else { return cost }
        let layer = table.layers(ofStage: run.stage).lowerBound
        let (shifted, loaded) = (moves.shifted.count, moves.arriving.count { !run.isResumed($0.owner) })
        return cost + (table.reloading(1, before: layer) + table.saving(1, before: layer)) * shifted
            + table.reloading(1, before: layer) * loaded
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
