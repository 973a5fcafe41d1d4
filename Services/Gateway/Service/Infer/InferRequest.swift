import Domain
import NIOCore

/// An inference request, understood and checked.
struct InferRequest {
    /// Chosen by the client and echoed.
    var id: String?
    var parameters = InferParameters()
    var datatype = InputDatatype.fp32
    /// How many samples the tensor holds.
    var sampleCount = 0
    /// All samples, row by row, little-endian.
    var tensor = ByteBuffer()
    var outputs: [OutputWish] = []

    /// The bytes of one sample, sharing storage with ``tensor``.
    func sample(_ index: Int) -> ByteBuffer {
        let length = tensor.readableBytes / sampleCount
        return tensor.getSlice(at: tensor.readerIndex + index * length, length: length) ?? ByteBuffer()
    }

    /// The further tasks that are asked about, each once.
    var tasks: [String] {
        outputs.compactMap(\.name.task).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Whether the network's own answer is wanted: it is if nothing is asked for in particular.
    var wantsOwnTask: Bool { tasks.isEmpty || outputs.contains { $0.name.task == nil && $0.name.field != .exit } }

    /// The terms of the tasks that are asked about, `nil` being the network's own; those of which nothing is stated are
    /// not in it.
    var terms: [(task: String?, wish: TaskWish)] {
        let asked: [String?] = (wantsOwnTask ? [nil] : []) + tasks
        var found: [(task: String?, wish: TaskWish)] = []
        for task in asked {
            let wishes = outputs.filter { $0.name.task == task }.map(\.terms)
            let wish = wishes.reduce(TaskWish()) { $0.merged(with: $1) ?? $0 }
            if !wish.isEmpty { found.append((task, wish)) }
        }
        return found
    }

    var hasTerms: Bool { outputs.contains { !$0.terms.isEmpty } }

    /// The latest of the tasks' own budgets; `nil` unless every task has one.
    var longestTaskBudget: Duration? {
        guard hasTerms else { return nil }
        let budgets = terms.compactMap { $0.wish.budget }
        return budgets.count == tasks.count + (wantsOwnTask ? 1 : 0) ? budgets.max() : nil
    }

    /// Whether a smaller variant may answer: not where one is named, and not about tasks for which only the model itself has heads.
    var allowsVariants: Bool { parameters.variantIsAllowed && parameters.variant == nil && tasks.isEmpty }

    /// Where jobs of this request may leave the network: the model's rule as far as the request does not say otherwise.
    func rule(for model: ServedModel) -> ExitRule {
        let last = parameters.maxExit ?? model.exits.count - 1
        return ExitRule(
            mandatoryExit: parameters.minExit ?? min(model.mandatoryExit, last),
            lastExit: last,
            threshold: parameters.threshold ?? model.defaultThreshold
        )
    }
}
