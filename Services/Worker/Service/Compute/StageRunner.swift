package import Domain
package import Inference
package import Kernel
import WorkerPolicy

/// Runs granted segments on the compute thread, one after another, and lets nothing else happen there.
package actor StageRunner {
    private let thread: ComputeThread
    private let time: any TimeSource
    private let outbox: OutcomeOutbox
    private let mailbox = OrderMailbox()
    private let idled: @Sendable (Duration) -> Void
    private var engines: [ModelID: any StageEngine] = [:]
    private var idleSince: Instant?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - thread: Its own.
    ///   - time: The clock of the results.
    ///   - outbox: Takes the results.
    ///   - idled: Told, on the compute thread, how long it had nothing to do.
    package init(
        thread: ComputeThread,
        time: any TimeSource,
        outbox: OutcomeOutbox,
        idled: @escaping @Sendable (Duration) -> Void
    ) {
        self.thread = thread
        self.time = time
        self.outbox = outbox
        self.idled = idled
    }

    /// Makes the engines that later orders may name, here where they will run.
    package func install<Info: Sendable>(
        _ make: @Sendable () throws -> (engines: [ModelID: any StageEngine], info: Info)
    ) throws -> Info {
        let made = try make()
        engines.merge(made.engines) { _, new in new }
        return made.info
    }

    /// Queues an order behind those before; from any thread.
    package nonisolated func submit(_ order: SegmentOrder) {
        guard mailbox.put(order) else { return }
        Task(executorPreference: thread) { await self.drain() }
    }

    private func drain() {
        if let idleSince { idled(time.now - idleSince) }
        while let order = mailbox.take() { perform(order) }
        idleSince = time.now
    }

    private func perform(_ order: SegmentOrder) {
        guard let engine = engines[order.model] else { preconditionFailure("only prepared models are served") }
        var run = order.run
        repeat {
            let outcome = advance(&run, of: order, on: engine)
            if let load = engine as? PageEngine { load.exchange(&engines) }
            outbox.post(outcome, canWait: !run.isOver && run.members.count == outcome.steps.count && outcome.isBrief)
        } while !run.isOver
    }

    /// Runs one stage with whoever is still there.
    private func advance(_ run: inout SegmentRun, of order: SegmentOrder, on engine: any StageEngine) -> StageOutcome {
        let stage = run.stage
        let began = time.now
        var contents: [StagedSample.Content] = []
        var owners: [StagedSample] = []
        run.begin { job in
            guard let owner = order.samples[job], let content = owner.content(before: stage) else { return false }
            contents.append(content)
            owners.append(owner)
            return true
        }
        guard !run.isOver else { return outcome(run, order, stage, began) }
        let members = run.members
        do {
            let found = try Self.run(stage, contents, of: owners, on: engine, stop: order.stop)
            let steps = zip(found, owners).map { $0.onTerms(of: $1.tasks, at: time.now) }
            let taken = zip(members, steps).compactMap { member, step in
                order.samples[member.job].map { (job: member.job, sample: $0, step: step) }
            }
            for (_, sample, step) in taken { sample.advance(past: stage, carrying: step.carried) }
            run.finish(confidences: steps.map(\.leastConfidence))
            return outcome(run, order, stage, began, steps: taken)
        } catch .stopped {
            run.abandon()
            return outcome(run, order, stage, began, wasStopped: true)
        } catch {
            run.abandon()
            return outcome(run, order, stage, began, broken: members.map(\.job))
        }
    }

    /// Runs a stage in as few parts as the engine's largest batch allows.
    private static func run(
        _ stage: Int,
        _ contents: [StagedSample.Content],
        of owners: [StagedSample],
        on engine: any StageEngine,
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        guard contents.count > engine.maxBatch else {
            return try engine.run(stage: stage, contents, of: owners, stop: stop)
        }
        var steps: [StageStep] = []
        for start in stride(from: 0, to: contents.count, by: engine.maxBatch) {
            let part = start..<min(start + engine.maxBatch, contents.count)
            steps += try engine.run(stage: stage, Array(contents[part]), of: Array(owners[part]), stop: stop)
        }
        return steps
    }

    private func outcome(
        _ run: SegmentRun,
        _ order: SegmentOrder,
        _ stage: Int,
        _ began: Instant,
        steps: [(job: JobID, sample: StagedSample, step: StageStep)] = [],
        broken: [JobID] = [],
        wasStopped: Bool = false
    ) -> StageOutcome {
        let result = StageResult(
            batch: run.batch,
            stage: stage,
            duration: steps.isEmpty && broken.isEmpty && !wasStopped ? .zero : time.now - began,
            readings: steps.map { StageResult.Reading(job: $0.job, confidence: $0.step.leastConfidence) },
            broken: broken,
            endsSegment: run.isOver
        )
        return StageOutcome(result: result, model: order.model, began: began, steps: steps, wasStopped: wasStopped)
    }
}
