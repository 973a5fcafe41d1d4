import Domain
import Logging

/// A repository of which not all models fit into memory.
extension ModelLoader {
    /// Measures every model alone, one after another, and then loads those that fit, in their order.
    ///
    /// So at no time there is more in memory than the limit and the model that is measured, and none is measured beside others.
    ///
    /// - Returns: Engines of what is in memory and of the loading of every model, and what is told of all of them.
    /// - Throws: ``LoadFailure/tooLittleMemory(model:byteCount:limit:)``, where a model does not even fit alone; variants that
    ///   do not are left out.
    func loadPages(
        _ files: [ModelFiles],
        _ variants: [ModelFiles],
        limit: Int,
        on device: EmulatedDevice?
    ) throws -> (engines: [ModelID: any StageEngine], info: [LoadedModel]) {
        let shelf = PageShelf()
        var engines: [ModelID: any StageEngine] = [:]
        var loaded: [LoadedModel] = []
        for file in files + variants {
            let isVariant = file.id.variant != nil
            guard let (_, model, page) = try isVariant ? loadVariant(file, on: device) : load(file, on: device) else {
                continue
            }
            guard page.byteCount <= limit else {
                let failure = LoadFailure.tooLittleMemory(model: "\(file.id)", byteCount: page.byteCount, limit: limit)
                guard isVariant else { throw failure }
                report(failure, of: "\(file.id)")
                continue
            }
            var told = model
            told.page = page
            loaded.append(told)
            engines[file.id.load] = pageEngine(file, on: shelf, device)
        }
        var left = limit
        for index in loaded.indices {
            guard let page = loaded[index].page, page.byteCount <= left,
                let file = (files + variants).first(where: { $0.id == page.model })
            else { continue }
            let build = ModelBuild(file, settings, time: time)
            for piece in 0..<build.pieceCount { try build.run(piece) }
            engines[page.model] = try engine(of: build, on: device)
            left -= page.byteCount
            loaded[index].page?.state = .resident
        }
        return (engines, loaded)
    }

    private func pageEngine(_ files: ModelFiles, on shelf: PageShelf, _ device: EmulatedDevice?) -> PageEngine {
        PageEngine(
            of: files.id,
            on: shelf,
            make: { ModelBuild(files, settings, time: time) },
            finish: { try engine(of: $0, on: device) },
            fail: { report($0, of: "\(files.id)") }
        )
    }
}
