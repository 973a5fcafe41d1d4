package import AdmissionPolicy
import Domain
package import Kernel

/// Admission that refuses nothing: every job and stream goes to the worker that has fewest, whether it fits or not.
///
/// The papers' schedulers are evaluated so; what they cannot serve shows up as misses and not as refusals.
package struct TakeEverything: AdmissionRule {
    private struct Place {
        let id: WorkerID
        /// With their last exits; few enough to be looked through.
        let models: [(id: ModelID, last: Int)]
        var open = 0

        func serves(_ model: ModelID) -> Bool { models.contains { $0.id == model } }
    }

    private var places: [Place] = []
    private var index = PlaceIndex()
    /// By place in the index: who has the job.
    private var owners: [WorkerID] = []
    private var streams: [StreamID: WorkerID] = [:]

    package init() {}

    package mutating func handle(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        switch event {
        case .viewChanged(let members): return view(members)
        case .jobAsked(let id, let request): return [.answerJob(id, take(id, request))]
        case .hedgeAsked(let id, _): return [.answerHedge(id, .refuse(Refusal(reason: .noWorker)))]
        case .jobSettled(let id):
            release(index.leave(id.rawValue).map { owners[$0] })
            return []
        case .streamAsked(let id, let request): return [.answerStream(id, take(id, request))]
        case .streamClosed(let id):
            release(streams.removeValue(forKey: id))
            return []
        case .promiseBroken, .offloadEnded, .streamRestored, .budget, .alarmFired: return []
        }
    }

    private mutating func view(_ members: [Member]) -> [AdmissionAction] {
        places = members.filter { $0.kind != .cloud }.sorted { $0.id < $1.id }.map { member in
            let open = places.first { $0.id == member.id }?.open ?? 0
            return Place(id: member.id, models: member.models.map { ($0.id, $0.exits.count - 1) }, open: open)
        }
        let gone = streams.filter { stream in !places.contains { $0.id == stream.value } }.map(\.key.rawValue).sorted()
        for id in gone { streams[StreamID(id)] = nil }
        return gone.map { .revokeStream(StreamID($0)) }
    }

    private mutating func take(_ id: JobID, _ request: JobRequest) -> Verdict {
        release(index.leave(id.rawValue).map { owners[$0] })
        guard let best = least(request.model, avoiding: request.avoiding) else {
            return .refuse(Refusal(reason: places.isEmpty ? .noWorker : .unknownModel))
        }
        places[best].open += 1
        own(id, places[best].id)
        return .promise(places[best].id, request.rule)
    }

    private mutating func own(_ id: JobID, _ worker: WorkerID) {
        let place = index.enter(id.rawValue).place
        if place == owners.count { owners.append(worker) } else { owners[place] = worker }
    }

    private mutating func take(_ id: StreamID, _ request: StreamRequest) -> StreamVerdict {
        release(streams.removeValue(forKey: id))
        guard let index = least(request.model, avoiding: nil),
            let last = places[index].models.first(where: { $0.id == request.model })?.last
        else {
            return .refuse(Refusal(reason: places.isEmpty ? .noWorker : .unknownModel))
        }
        places[index].open += 1
        streams[id] = places[index].id
        let rule = ExitRule(mandatoryExit: min(request.mandatoryExit ?? 0, last), lastExit: last, threshold: 2)
        return .promise(StreamPromise(worker: places[index].id, rule: rule, window: .zero))
    }

    private func least(_ model: ModelID, avoiding: WorkerID?) -> Int? {
        var best: Int?
        for index in places.indices where places[index].serves(model) && places[index].id != avoiding {
            if best.map({ places[index].open < places[$0].open }) ?? true { best = index }
        }
        return best
    }

    private mutating func release(_ worker: WorkerID?) {
        guard let worker, let index = places.firstIndex(where: { $0.id == worker }) else { return }
        places[index].open -= 1
    }
}
