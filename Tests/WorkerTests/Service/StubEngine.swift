import Inference
import NIOCore
import Synchronization

@testable import WorkerService

/// What a stub engine does and has seen; shared between the test and the compute thread.
final class StubScript: Sendable {
    struct Run: Equatable, Sendable {
        let stage: Int
        /// The first byte of every sample's tensor.
        let tags: [UInt8]
    }

    struct State {
        var runs: [Run] = []
        var confidences: [Float] = [0.5, 0.6, 0.7]
        var gates: [Gate] = []
        var failure: InferenceError?
        var stopWasSeen = false
    }

    let state = Mutex(State())

    var runs: [Run] { state.withLock { $0.runs } }

    /// The next run waits for this gate.
    func hold(at gate: Gate) { state.withLock { $0.gates.append(gate) } }
}

/// An engine that computes nothing: samples carry the first byte of their tensor through the stages.
final class StubEngine: StageEngine {
    let maxBatch: Int
    private let script: StubScript

    init(_ script: StubScript, maxBatch: Int = 4) {
        self.script = script
        self.maxBatch = maxBatch
    }

    func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        let tags = samples.map(Self.tag)
        let (gate, confidences, failure) = script.state.withLock { state in
            state.runs.append(.init(stage: stage, tags: tags))
            return (state.gates.isEmpty ? nil : state.gates.removeFirst(), state.confidences, state.failure)
        }
        gate?.pass()
        if let failure { throw failure }
        if stop.isRaised {
            script.state.withLock { $0.stopWasSeen = true }
            throw .stopped
        }
        return tags.map { tag in
            let isLast = stage == confidences.count - 1
            return StageStep(
                confidence: confidences[stage],
                probabilities: [confidences[stage], 1 - confidences[stage]],
                carried: isLast ? nil : tag
            )
        }
    }

    /// What samples hand on is their tag, thrice.
    func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        of owners: [StagedSample],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        var steps = try run(stage: stage, samples, stop: stop)
        for index in steps.indices where owners[index].handsOnBehind == stage {
            steps[index].handedOn = [UInt8](repeating: Self.tag(samples[index]), count: StubModel.carriedBytes)
        }
        return steps
    }

    private static func tag(_ sample: StagedSample.Content) -> UInt8 {
        switch sample {
        case .raw(let tensor, _), .handedOn(let tensor): tensor.getInteger(at: tensor.readerIndex) ?? 0
        case .carried(let carried): carried as? UInt8 ?? 0
        }
    }
}
