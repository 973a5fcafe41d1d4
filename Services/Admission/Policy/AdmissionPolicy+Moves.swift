import Domain
import Kernel

/// Placement with improvement: what fits nowhere may fit where a stream leaves that fits elsewhere too.
///
/// The stream's gateway is told first and sends further frames to the new member; their windows are new ones there. What is under way
/// to the old member keeps its claim until it is over, and only then the newcomer is decided on. Meanwhile nobody else is
/// promised anything there.
extension AdmissionPolicy {
    /// How many members are looked at, and how many streams on each, the largest first.
    private static let moveBreadth = 2
    private static let moveDepth = 8
    /// How long the gateway may go on sending to the old member.
    private static let moveNotice = Duration.milliseconds(200)

    /// Moves one stream so that there will be room for another.
    ///
    /// - Returns: Whether one could be moved; the newcomer is decided on when its frames are over.
    mutating func makeRoom(
        _ id: StreamID,
        _ request: StreamRequest,
        exit: Int,
        among candidates: [Int],
        at now: Instant
    ) -> Bool {
        guard configuration.mode == .rubato, edges.count > 1 else { return false }
        for index in candidates.prefix(Self.moveBreadth) where edges[index].isOpen && edges[index].table == nil {
            let lacking = edges[index].utilization(of: shape(request, exit: exit, window: 0), request.model)
            let free = configuration.utilizationLimit - edges[index].utilization
            guard lacking - free <= edges[index].largestUtilization else { continue }
            let shape = shape(request, exit: exit, window: 0)
            let movable = edges[index].residents.prefix(Self.moveDepth).compactMap { resident in
                streams[resident.stream].map { (id: resident.stream, stream: $0) }
            }
            var refuges: [ModelID: [Int]] = [:]
            for (moved, stream) in movable {
                let test = read(index) { $0.joinTest(of: request.model, without: stream) }
                guard kept(shape, by: test) != nil else { continue }
                let known = refuges[stream.model] ?? self.refuges(for: movable.map(\.stream), stream.model, from: index)
                refuges[stream.model] = known
                guard let place = offer(stream.request, exit: stream.shape.mandatoryExit, among: known) else {
                    continue
                }
                move(moved, stream, to: place, for: (id, request), at: now)
                return true
            }
        }
        return false
    }

    /// Members that may have room for one of the streams: for one that asks as little in every respect as any of them does in some.
    private func refuges(for streams: [PromisedStream], _ model: ModelID, from index: Int) -> [Int] {
        let shapes = streams.filter { $0.model == model }.map(\.shape)
        let least = StreamShape(
            period: shapes.reduce(0) { max($0, $1.period) },
            deadline: shapes.reduce(0) { max($0, $1.deadline) },
            window: 0,
            mandatoryExit: shapes.reduce(.max) { min($0, $1.mandatoryExit) },
            jitter: shapes.reduce(.infinity) { min($0, $1.jitter) }
        )
        return candidates(for: model).filter { $0 != index && kept(least, model, on: $0, isEnough: true) != nil }
    }

    private mutating func move(
        _ id: StreamID,
        _ stream: PromisedStream,
        to place: Offer,
        for newcomer: (id: StreamID, request: StreamRequest),
        at now: Instant
    ) {
        let until = now + stream.request.deadline + Self.moveNotice
        let index = places[stream.promise.worker]
        let promise = promise(stream.request, place.shape, on: place.index)
        edges[place.index].add(place.shape, of: stream.model)
        streams[id] = PromisedStream(
            request: stream.request,
            promise: promise,
            shape: place.shape,
            utilization: stream.utilization,
            end: stream.end
        )
        if let index {
            edges[index].moveOut(stream.resident(id))
            edges[index].reservedUntil = Double(until.nanoseconds)
        }
        edges[place.index].moveIn(stream.resident(id))
        moves.append(
            StreamMove(
                shape: stream.shape,
                model: stream.model,
                worker: stream.promise.worker,
                until: until,
                newcomer: newcomer.id,
                request: newcomer.request
            )
        )
        counters.movedStreams += 1
        moved.append(.answerStream(id, .promise(promise)))
    }

    /// Decides on those whose room is free now.
    mutating func endMoves(at now: Instant) -> [AdmissionAction] {
        let over = moves.filter { $0.until <= now }
        guard !over.isEmpty else { return [] }
        moves.removeAll { $0.until <= now }
        return over.flatMap { move -> [AdmissionAction] in
            if let place = places[move.worker] { edges[place].remove(move.shape, of: move.model) }
            guard !isGivenUp.contains(move.newcomer) else {
                isGivenUp.remove(move.newcomer)
                return []
            }
            return decide(move.newcomer, move.request, at: now).map { [.answerStream(move.newcomer, $0)] } ?? []
        }
    }
}
