import CDNNL
import Inference

/// Runs a program as a list of primitives and portable kernels.
final class DNNLPlan: StagePlan {
    private let calls: [DNNLPlanDraft.Call]
    private let stream: DNNLStream
    /// Memory whose address may differ from run to run.
    private let moving: [DNNLPlanDraft.Binding]
    /// Memory in the arena, which stays where it was at the first run.
    private let resting: [DNNLPlanDraft.Binding]
    private let buffers: [DNNLBuffer]
    private var boundArena: UnsafeMutableRawPointer?

    let arenaByteCount: Int

    init(_ draft: DNNLPlanDraft, stream: DNNLStream) {
        calls = draft.calls
        self.stream = stream
        buffers = draft.buffers
        arenaByteCount = draft.memory.arenaByteCount + draft.scratchByteCount
        resting = draft.bindings.filter { Self.rests($0.place) }
        moving = draft.bindings.filter { !Self.rests($0.place) }
    }

    func run(
        inputs: [UnsafeRawPointer],
        outputs: [UnsafeMutableRawPointer],
        arena: UnsafeMutableRawPointer,
        stop: StopFlag
    ) throws(InferenceError) {
        func address(_ place: DNNLPlanDraft.Place) -> UnsafeMutableRawPointer {
            switch place {
            case .arena(let offset): arena + offset
            case .input(let index): UnsafeMutableRawPointer(mutating: inputs[index])
            case .output(let index): outputs[index]
            case .fixed(let address): address
            }
        }
        if boundArena != arena {
            for binding in resting { binding.memory.point(to: address(binding.place)) }
            boundArena = arena
        }
        for binding in moving { binding.memory.point(to: address(binding.place)) }
        for call in calls {
            guard !stop.isRaised else { throw .stopped }
            switch call {
            case .primitive(let primitive, let arguments):
                do throws(DNNLFailure) { try stream.run(primitive, arguments) } catch { throw .backend(error.reason) }
            case .kernel(let kernel): kernel.run(arena: arena, address)
            case .winograd(let convolution): convolution.run(arena: arena, address)
            }
        }
    }

    private static func rests(_ place: DNNLPlanDraft.Place) -> Bool {
        switch place {
        case .arena, .fixed: true
        case .input, .output: false
        }
    }
}
