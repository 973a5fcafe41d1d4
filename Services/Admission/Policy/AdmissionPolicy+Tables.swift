import Domain
import Kernel

/// Promises that rest on a planned table: asked of the lane first, because only it knows what waits there.
extension AdmissionPolicy {
    /// How many members are asked for a table.
    static let tableBreadth = 2

    /// Asks a lane to take up a table that keeps the stream beside those it has.
    ///
    /// - Returns: Whether there is one.
    mutating func propose(
        _ id: StreamID,
        _ request: StreamRequest,
        exit: Int,
        among candidates: [Int],
        at now: Instant
    ) -> Bool {
        for index in candidates.prefix(Self.tableBreadth) {
            guard let (table, shape) = table(for: request, exit: exit, on: index) else { continue }
            let until = now + configuration.tablePatience
            edges[index].propose(
                TableProposal(id: id, request: request, shape: shape, table: table, until: until)
            )
            return true
        }
        return false
    }

    /// A table by which a member would keep the stream beside those it has, and the stream with the window it has there.
    func table(for request: StreamRequest, exit: Int, on index: Int) -> (PlannedTable, StreamShape)? {
        guard configuration.mode == .rubato, configuration.tablePatience > .zero else { return nil }
        return edges[index].table(adding: shape(request, exit: exit, window: 0), of: request.model)
    }

    /// Whether the stream waits for a lane's table or for a move.
    func isWaiting(_ id: StreamID) -> Bool {
        moves.contains { $0.newcomer == id && !isGivenUp.contains(id) }
            || edges.indices.contains { index in read(index) { $0.proposal?.id == id } }
    }

    /// Promises what waits for tables that the lanes have taken up.
    mutating func keepProposals(at now: Instant) -> [AdmissionAction] {
        edges.indices.compactMap { index in
            guard let proposal = edges[index].keepProposal() else { return nil }
            counters.promisedStreams += 1
            counters.plannedStreams += 1
            let promise = promise(proposal.request, proposal.shape, on: index)
            let made = enter(proposal.id, proposal.request, promise, proposal.shape, at: index, now)
            return .answerStream(proposal.id, .promise(made))
        }
    }

    /// Refuses what lanes have not taken up in time.
    mutating func giveUpProposals(at now: Instant) -> [AdmissionAction] {
        edges.indices.compactMap { index in
            guard let proposal = read(index, \.proposal), proposal.until <= now else { return nil }
            edges[index].propose(nil)
            counters.refusedStreams += 1
            let refusal = refusal(of: proposal.request, candidates(for: proposal.request.model), at: now)
            return .answerStream(proposal.id, .refuse(refusal))
        }
    }

    mutating func refuseProposals(on vanished: Set<WorkerID>) -> [AdmissionAction] {
        edges.compactMap { edge in
            guard vanished.contains(edge.member.id), let proposal = edge.proposal else { return nil }
            counters.refusedStreams += 1
            return .answerStream(proposal.id, .refuse(Refusal(reason: .noWorker)))
        }
    }

    mutating func withdrawProposal(of id: StreamID) {
        for index in edges.indices where edges[index].proposal?.id == id { edges[index].propose(nil) }
    }
}
