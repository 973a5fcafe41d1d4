import Domain
import Kernel

extension AdmissionPolicy {
    /// Takes over the cluster view: new members, new profiles, and what vanished members have taken with them.
    mutating func view(_ members: [Member], at now: Instant) -> [AdmissionAction] {
        let known = Dictionary(uniqueKeysWithValues: clouds.map { ($0.member.id, $0) })
        clouds = members.filter { $0.kind == .cloud }.sorted { $0.id < $1.id }.map { member in
            var ledger = known[member.id] ?? CloudLedger(member)
            ledger.member = member
            return ledger
        }
        let workers = members.filter { $0.kind != .cloud }.sorted { $0.id < $1.id }
        let present = Set(workers.map(\.id))
        var vanished: Set<WorkerID> = []
        for index in edges.indices where !present.contains(edges[index].member.id) {
            vanished.insert(edges[index].member.id)
            for id in edges[index].expire(through: .max) { jobs[JobID(id)] = nil }
        }
        let refused = refuseProposals(on: vanished)
        var ledgers: [MemberLedger] = []
        for worker in workers {
            if let place = places[worker.id] {
                edges[place].update(worker)
                ledgers.append(edges[place])
            } else {
                ledgers.append(MemberLedger(worker, configuration, at: now))
            }
        }
        edges = ledgers
        places = [:]
        for (place, edge) in edges.enumerated() { places[edge.member.id] = place }
        findServers()
        adoptOrphans(at: now)
        return revokeStreams(of: vanished) + refused + keepProposals(at: now)
    }

    /// Notes who serves what now.
    mutating func findServers() {
        servers = [:]
        for (place, edge) in edges.enumerated() {
            for model in edge.plans.keys { servers[model, default: []].append(place) }
        }
        pagesAreBounded = edges.contains { $0.member.memoryByteCount > 0 }
        findVariants()
    }

    private mutating func revokeStreams(of vanished: Set<WorkerID>) -> [AdmissionAction] {
        guard !vanished.isEmpty else { return [] }
        let revoked = streams.filter { vanished.contains($0.value.promise.worker) }.map(\.key.rawValue).sorted()
        for id in revoked {
            budgets.end(StreamID(id))
            if let stream = streams.removeValue(forKey: StreamID(id)) { forget(stream) }
        }
        counters.revokedStreams += revoked.count
        return revoked.map { .revokeStream(StreamID($0)) }
    }

    /// Takes over a promise that was made before this controller began.
    mutating func restore(
        _ id: StreamID,
        _ request: StreamRequest,
        _ promise: StreamPromise,
        at now: Instant
    ) -> [AdmissionAction] {
        guard streams[id] == nil else { return [] }
        guard streamCount < configuration.maxStreams else {
            counters.revokedStreams += 1
            return [.revokeStream(id)]
        }
        let until = now + configuration.restoreGrace
        var request = request
        request.model = promise.variant ?? request.model
        orphans[id] = (request, promise, until)
        adoptOrphans(at: now)
        return orphans[id] == nil ? [] : [nextAlarm].compactMap(\.self)
    }

    private mutating func adoptOrphans(at now: Instant) {
        for id in orphans.keys.map(\.rawValue).sorted().map({ StreamID($0) }) {
            guard let orphan = orphans[id], let place = places[orphan.promise.worker] else { continue }
            orphans[id] = nil
            enter(id, orphan.request, orphan.promise, shape(orphan.request, orphan.promise), at: place, now)
        }
    }

    mutating func revokeOrphans(at now: Instant) -> [AdmissionAction] {
        let due = orphans.filter { $0.value.until <= now }.map(\.key.rawValue).sorted()
        for id in due { orphans[StreamID(id)] = nil }
        counters.revokedStreams += due.count
        return due.map { .revokeStream(StreamID($0)) }
    }
}
