package import Inference
package import NIOCore
import Synchronization

/// One job's tensor while the worker holds it: raw at first, then what the last stage carried over.
///
/// The event loop and the compute thread share it. Withdrawing it frees the memory at once and makes sure that no later
/// stage begins with it; a stage that runs just then ends in nothing for this sample.
package final class StagedSample: Sendable {
    /// What a stage begins with.
    package enum Content: Sendable {
        case raw(ByteBuffer, InputDatatype)
        /// As the engine handed it over after the stage before.
        case carried(any Sendable)
    }

    private struct State {
        var stage = 0
        var content: Content?
    }

    /// What it is to be answered for.
    package let tasks: TaskSelection
    /// The heads of its stream, if there are any here.
    package let special: SpecialUse?
    private let state: Mutex<State>

    package init(_ content: Content, tasks: TaskSelection = TaskSelection(), special: SpecialUse? = nil) {
        self.tasks = tasks
        self.special = special
        state = Mutex(State(content: content))
    }

    /// What to run the stage with; `nil` if the sample is withdrawn or stands before another stage.
    package func content(before stage: Int) -> Content? {
        state.withLock { $0.stage == stage ? $0.content : nil }
    }

    /// Notes that a stage is done; `carried` is `nil` after the last one.
    package func advance(past stage: Int, carrying carried: (any Sendable)?) {
        state.withLock { state in
            guard state.content != nil else { return }
            state.stage = stage + 1
            state.content = carried.map(Content.carried)
        }
    }

    package func withdraw() {
        state.withLock { $0.content = nil }
    }
}
