import Domain
import Kernel
import Logging
import Messages
import ServiceKit
import Telemetry
import WorkerPolicy

/// Changes what is in memory as admission wants it.
extension WorkerNode {
    /// Of which jobs are taken now.
    var servedModels: [ModelID: LoadedModel] {
        guard let pages else { return models }
        return models.filter { pages.serves($0.key) }
    }

    /// Has the desk take jobs of what is in memory, and of nothing else.
    func offerServed() {
        desk?.models = servedModels
        desk?.stored = Set(models.keys).subtracting(servedModels.keys)
    }

    func take(_ order: PageOrder) {
        guard let change = pages?.take(order, at: time.now) else { return }
        switch change {
        case .success(false): break
        case .success(true):
            logger.info("a model is to be loaded", metadata: loads.metadata(of: order))
            perform(.register)
            waitForLoad()
        case .failure(let refusal):
            meters.pages.refused.with(refusal.rawValue).increment()
            logger.warning("order of pages refused", metadata: ["reason": "\(refusal.rawValue)"])
        }
    }

    private func waitForLoad() {
        if let begin = pages?.beginsAt { pageAlarm?.set(max(begin, time.now + PageLoads.pause)) }
    }

    /// Lets the lane have the load as a job, when everybody has heard of it and nobody needs what must go.
    func beginLoad() {
        guard let job = loads.next(), let desk else { return }
        let held = desk.heldModels
        guard let order = pages?.begin(as: job, at: time.now, isHeld: held.contains) else { return waitForLoad() }
        offerServed()
        dropHeads(of: order.evict)
        let count = pages?.pages.first { $0.model == order.load }?.pieces.count ?? 1
        handle(.staged(loads.begin(order, as: job, pieces: count, at: time.now)))
    }

    func noteLoad(_ outcome: StageOutcome) {
        guard let job = pages?.job, outcome.steps.contains(where: { $0.job == job }) else { return }
        if outcome.result.stage == 0 { pages?.noteRoom() }
        meters.pages.loadSeconds.add(outcome.result.duration.seconds)
    }

    func endLoad(isLoaded: Bool) {
        loads.end()
        pages?.finish(isLoaded: isLoaded)
        offerServed()
        if !isLoaded { logger.error("a model could not be loaded") }
        perform(.register)
    }
}
