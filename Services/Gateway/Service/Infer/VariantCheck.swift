import Domain

/// Holds a request that was read for a model against the variant that it names.
struct VariantCheck {
    private let model: ServedModel

    init(_ model: ServedModel) { self.model = model }

    /// - Throws: What the variant has not: an exit or a task.
    func admits(_ infer: InferRequest) throws(APIProblem) {
        guard infer.parameters.variant != nil else { return }
        let exits = [("min_exit", infer.parameters.minExit), ("max_exit", infer.parameters.maxExit)]
        for case (let name, let exit?) in exits where exit >= model.exits.count {
            let words = "must be an exit from 0 to \(model.exits.count - 1)"
            throw .invalid("parameters.\(name)", "out_of_range", words)
        }
        let known = model.tasks.map(\.name)
        if let task = infer.tasks.first(where: { !known.contains($0) }) {
            throw .invalid("parameters.variant", "unknown_output", "this variant has no task '\(task)'")
        }
    }
}
