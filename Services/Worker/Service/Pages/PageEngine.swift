import Domain
import Inference

/// Loading a model as a compute thread sees it: a model whose stages are the pieces of the load.
///
/// The first piece lets go what must make room, and whatever an earlier load has left behind. The last one ends with the engine.
final class PageEngine: StageEngine {
    private let model: ModelID
    private let shelf: PageShelf
    private let make: () -> ModelBuild
    private let finish: (ModelBuild) throws -> any StageEngine
    private let fail: (any Error) -> Void
    private var evictions: [ModelID] = []
    private var product: (any StageEngine)?

    let maxBatch = 1

    /// - Parameters:
    ///   - model: That is loaded.
    ///   - shelf: Of the thread.
    ///   - make: Begins a build.
    ///   - finish: Makes the engine of a build that is done.
    ///   - fail: Told why a load has failed.
    init(
        of model: ModelID,
        on shelf: PageShelf,
        make: @escaping () -> ModelBuild,
        finish: @escaping (ModelBuild) throws -> any StageEngine,
        fail: @escaping (any Error) -> Void
    ) {
        self.model = model
        self.shelf = shelf
        self.make = make
        self.finish = finish
        self.fail = fail
    }

    func run(stage: Int, _ samples: [StagedSample.Content], stop: StopFlag) throws(InferenceError) -> [StageStep] {
        guard let sample = samples.first, case .carried(let carried) = sample, let ticket = carried as? PageTicket
        else {
            throw .foreignActivation(stage: stage)
        }
        do {
            try perform(stage, ticket)
        } catch {
            shelf.build = nil
            fail(error)
            throw .backend("\(error)")
        }
        return [StageStep(confidence: 0, probabilities: [], carried: product == nil ? ticket : nil)]
    }

    private func perform(_ piece: Int, _ ticket: PageTicket) throws {
        guard piece > 0 else {
            evictions = ticket.evict
            shelf.build = nil
            return
        }
        if piece == 1 { shelf.build = make() }
        guard let build = shelf.build, build.files.id == model else { throw LoadFailure.changed("\(model)") }
        try build.run(piece - 1)
        guard piece == build.pieceCount else { return }
        product = try finish(build)
        shelf.build = nil
    }

    /// Takes what has been let go out of the engines, and puts what has been loaded among them; between two pieces.
    func exchange(_ engines: inout [ModelID: any StageEngine]) {
        for model in evictions { engines[model] = nil }
        evictions = []
        if let product { engines[model] = product }
        product = nil
    }
}
