package import Domain
package import Inference
import Kernel
package import NPU
import NPUFiles
import Telemetry

/// A model on an emulated device: the values come from kernels of the host, and are handed over when the modeled time
/// has passed.
///
/// A stop takes effect at the end of a modeled layer. As in the Fluid Batching Engine one batch is saved then, and goes
/// on from there when its stage is granted again, alone or with newcomers that run up to it first. Between stages
/// ``Residency`` says what is moved. The flag is looked at
/// no oftener than ``lookInterval``, so that a core need not spin through all layers.
package final class EmulatedEngine: StageEngine {
    /// How exactly modeled times are kept on an idle core; what is later counts as lag.
    package static let tolerance = Duration.microseconds(50)
    /// The least time between two looks at the stop flag, and between the last one and the end.
    package static let lookInterval = Duration.microseconds(200)
    /// How often a stage is run at most if transfers fail.
    package static let attemptLimit = 3

    let inner: any StageEngine
    let device: EmulatedDevice
    let table: MappingTable
    let name: String
    var saved: SavedBatch?

    /// - Parameters:
    ///   - inner: Computes the values.
    ///   - table: The model's, for batches up to the inner engine's largest.
    ///   - device: What it runs on.
    ///   - model: Its name in metrics.
    package init(_ inner: any StageEngine, _ table: MappingTable, on device: EmulatedDevice, model: ModelID) {
        self.inner = inner
        self.table = table
        self.device = device
        name = model.description
    }

    package var maxBatch: Int { min(inner.maxBatch, table.maxBatch) }

    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        try run(stage: stage, samples, of: [], stop: stop)
    }

    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        of owners: [StagedSample],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        let began = device.time.now
        var run = EmulatedRun(stage: stage, samples: samples, owners: owners, saved: saved)
        let moves = device.moves(before: run, table)
        let timing = device.timing(course(of: run), from: began, behind: moves)
        device.meters.runs.with(name).increment()
        device.meters.energy.with(name).add(moves.joules(on: table.device))
        try run.compute(on: inner, stop: stop)
        try watch(timing, run, stop)
        // Nothing ends the run early from here on, so all is settled before its time, and only handed over then.
        let result = settle(run, timing, joules: moves.joules(on: table.device))
        let readyAt = device.time.now
        device.waiter.wait(until: result.end)
        return try handOver(result, readyAt: readyAt)
    }

    private func course(of run: EmulatedRun) -> StageCourse {
        table.course(stage: run.stage, newcomers: run.newcomerCount, saved: run.resumedCount, before: saved?.layer)
    }

    /// Waits until shortly before the end of the last layer, or stops at that of another.
    private func watch(_ timing: CourseTiming, _ run: EmulatedRun, _ stop: StopFlag) throws(InferenceError) {
        if run.steps == nil {
            // The host was stopped in the middle; the device ends its layer, and has at least one left to do.
            let place = min(timing.step(endingFrom: device.time.now) ?? timing.lastStep, timing.lastStep - 1)
            throw preempt(run, timing, at: place)
        }
        // A look that oversleeps must not make the end late, so there is none shortly before it.
        while let next = timing.step(endingFrom: device.time.now + Self.lookInterval),
            timing.end(of: next) + Self.lookInterval <= timing.end
        {
            device.waiter.doze(until: timing.end(of: next))
            guard stop.isRaised, let place = timing.step(endingFrom: device.time.now), place < timing.lastStep else {
                continue
            }
            throw preempt(run, timing, at: place)
        }
    }

    /// Ends a run behind one of its steps, and saves what the register has room for; -1 is before the first step.
    private func preempt(_ run: EmulatedRun, _ timing: CourseTiming, at place: Int) -> InferenceError {
        device.residency.clear()
        let joules = place < 0 ? 0 : charge(timing, through: place) / Double(run.samples.count)
        let end = place < 0 ? device.time.now : timing.end(of: place)
        let layer = place < 0 ? nil : timing.course.steps[place].layer + 1
        let saved = layer.map { SavedBatch(stage: run.stage, layer: $0, samples: run.saved(joules: joules)) }
        guard let saved, mayReplaceRegister(by: saved, run) else {
            device.meters.preemptions.with(name, "lost").increment()
            device.waiter.wait(until: end)
            return .stopped
        }
        let cost = table.saving(saved.samples.count, before: saved.layer)
        device.meters.energy.with(name).add(cost.joules(on: table.device))
        device.meters.preemptions.with(name, "saved").increment()
        self.saved = saved
        device.waiter.wait(until: end + timing.length(cost.cycles))
        return .stopped
    }

    /// Preemption has one level: a batch that is saved and awaited stays, and newcomers that had not caught up with it
    /// begin their stage anew.
    private func mayReplaceRegister(by new: SavedBatch, _ run: EmulatedRun) -> Bool {
        guard new.isAwaited else { return false }
        guard let old = saved, old.isAwaited else { return true }
        return run.resumedCount > 0 && new.layer >= old.layer
    }

    /// Charges the run and those that wrong transfers make of it, and makes its result.
    private func settle(_ run: EmulatedRun, _ first: CourseTiming, joules: Double) -> EmulatedResult {
        var timing = first
        var joules = joules + charge(timing, through: timing.lastStep)
        var attempts = 1
        while !device.transfersPass(run.transfers) {
            guard attempts < Self.attemptLimit else {
                device.meters.faults.with("failed_run").increment()
                return EmulatedResult(end: timing.end)
            }
            attempts += 1
            let again = table.course(stage: run.stage, newcomers: run.samples.count)
            timing = device.timing(again, from: timing.end, behind: .zero)
            joules += charge(timing, through: timing.lastStep)
        }
        if run.resumedCount > 0 { saved = saved?.without(run.owners) }
        device.residency.stay(run.residents(before: run.stage + 1, table))
        return EmulatedResult(of: run, joules: joules, end: timing.end)
    }

    /// What is left to do when a run's time has come; all else was done at `readyAt`.
    private func handOver(_ result: EmulatedResult, readyAt: Instant) throws(InferenceError) -> [StageStep] {
        guard let steps = result.steps else {
            throw .backend("transfers between host and device failed their checksum \(Self.attemptLimit) times")
        }
        device.note(jobs: result.newJobs)
        let lag = device.time.now - result.end
        guard lag > Self.tolerance else { return steps }
        device.meters.lag.with(name, readyAt > result.end ? "values" : "wait").observe(lag)
        return result.steps(late: lag)
    }

    /// Counts time and energy of a run up to the end of a step.
    ///
    /// - Returns: The energy.
    private func charge(_ timing: CourseTiming, through place: Int) -> Double {
        let step = timing.course.steps[place]
        let seconds = timing.length(step.endCycles).seconds
        // Of a device that is slowed down or waits for its host.
        let idle = seconds - table.device.seconds(step.endCycles) + device.file.launchMicroseconds * 1e-6
        let joules = step.joules + idle * table.device.energy.idleWatts
        device.dice.note(worked: seconds)
        device.meters.work.with(name).add(seconds)
        device.meters.energy.with(name).add(joules)
        return joules
    }
}
