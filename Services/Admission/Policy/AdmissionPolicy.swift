import Approximation
package import Domain
package import Kernel

/// Promises what the cluster can keep, and refuses the rest with a reason and a counter-offer.
///
/// Intuition: only mandatory stages are promised, so only they are counted; optional ones use what is left over, and the lanes
/// see to it that they delay no promise by more than one segment.
///
/// Rule for a job, the first that applies: promise it on a worker; promise a shallower mandatory exit; promise it by a smaller
/// variant of its model, if it may; send it to the cloud tier, if it may, can be back in time and the way there works
/// (``CloudLedger``); let it run in spare time, if it may; refuse. The three steps between may be in another order or left out
/// for a tenant (``LadderStep``), and each is taken only if the budgets pay for it (``JobBudgets``). For a stream: promise it, with the window that leaves its model most room to grow; let a lane take up a planned
/// table that keeps it beside the others, and promise it
/// then; promise a shallower mandatory exit, unless the stream names one; promise a smaller variant, if it may; refuse, with the largest rate, the smallest
/// deadline and the deepest exit that would have been promised.
///
/// Complications: a claim is free when its job is settled, at the latest at its deadline. A member that vanishes takes its
/// promises with it. A restarted controller takes over what gateways say they were promised, untested. Where promises are
/// broken all the same, less is promised for a while (``PromiseTrust``).
package struct AdmissionPolicy: Policy {
    package typealias Event = AdmissionEvent
    package typealias Action = AdmissionAction

    let configuration: AdmissionConfiguration
    /// Workers of the cluster by name, ascending.
    var edges: [MemberLedger] = []
    var clouds: [CloudLedger] = []
    var places: [WorkerID: Int] = [:]
    /// Places of the workers that serve a model.
    var servers: [ModelID: [Int]] = [:]
    /// The variants of a model that workers serve.
    var variants: [ModelID: [ServedModel]] = [:]
    /// What workers are to hold that cannot hold everything.
    var pageChoice = PageChoice()
    var pagesAreBounded = false
    var nextPageLook = Instant.origin
    var jobs: [JobID: JobClaim] = [:]
    var streams: [StreamID: PromisedStream] = [:]
    /// How many of them have a known end.
    var endingStreams = 0
    var tenants: TenantLedger
    var fallbacks = FallbackBook()
    /// What jobs may cost.
    package internal(set) var budgets = JobBudgets()
    /// Streams on their way to another member.
    var moves: [StreamMove] = []
    /// Who waited for a move and has gone.
    var isGivenUp: Set<StreamID> = []
    /// What gateways must be told of moved streams, before anything else.
    var moved: [AdmissionAction] = []
    /// Restored promises whose member has not shown up yet, and until when they wait for it.
    var orphans: [StreamID: (request: StreamRequest, promise: StreamPromise, until: Instant)] = [:]
    package internal(set) var counters = AdmissionCounters()

    package init(configuration: AdmissionConfiguration) {
        self.configuration = configuration
        tenants = TenantLedger(configuration.tenants)
    }

    package var streamCount: Int { streams.count + orphans.count }
    package var claimCount: Int { jobs.count }

    /// What the lanes are to know of the streams, by worker, ascending; for a scheduler that has forgotten it.
    package var lanePlans: [(worker: WorkerID, plan: LanePlan)] { edges.map { ($0.member.id, $0.lanePlan) } }

    /// By worker, ascending.
    package var standings: [MemberStanding] {
        edges.map {
            MemberStanding(
                worker: $0.member.id,
                utilization: $0.utilization,
                trust: $0.trust,
                streams: $0.streamCount,
                claims: $0.claims.count,
                claimed: .nanoseconds(Int64($0.claims.cost))
            )
        }
    }

    package func cloudStandings(at now: Instant) -> [CloudStanding] {
        clouds.map {
            CloudStanding(
                member: $0.member.id,
                roundTrip: $0.roundTrip(at: now),
                secondsPerByte: $0.secondsPerByte(at: now),
                isClosed: $0.breaker.state == .closed
            )
        }
    }

    package mutating func handle(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        expireClaims(at: now)
        var actions = endMoves(at: now) + giveUpProposals(at: now) + decide(event, at: now)
        actions = moved + actions
        moved = []
        choosePages(at: now)
        for index in edges.indices {
            guard let plan = edges[index].takeNewPlan() else { continue }
            actions.append(.tellLane(edges[index].member.id, plan))
        }
        if let wishes = budgets.takeWishes(at: now) { actions.append(.coverBudgets(wishes)) }
        return actions
    }

    private mutating func decide(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        switch event {
        case .viewChanged(let members): return view(members, at: now)
        case .jobAsked(let id, let request): return [.answerJob(id, decide(id, request, at: now))]
        case .hedgeAsked(let id, let request): return [.answerHedge(id, decideHedge(id, request, at: now))]
        case .jobSettled(let id):
            settle(id, at: now)
            return []
        case .budget(let event): return note(event, at: now)
        case .promiseBroken(let worker):
            noteBrokenPromise(of: worker)
            return []
        case .offloadEnded(let member, let outcome):
            if let index = clouds.firstIndex(where: { $0.member.id == member }) {
                clouds[index].note(outcome, at: now)
            }
            return []
        case .streamAsked(let id, let request):
            return decide(id, request, at: now).map { [.answerStream(id, $0)] } ?? [nextAlarm].compactMap(\.self)
        case .streamClosed(let id):
            close(id)
            return []
        case .streamRestored(let id, let request, let promise): return restore(id, request, promise, at: now)
        case .alarmFired: return revokeOrphans(at: now) + [nextAlarm].compactMap(\.self)
        }
    }

    /// When something that waits has waited long enough.
    var nextAlarm: AdmissionAction? {
        (orphans.values.map(\.until) + edges.compactMap { $0.proposal?.until } + moves.map(\.until)).min().map {
            .setAlarm($0)
        }
    }

    private mutating func expireClaims(at now: Instant) {
        for index in edges.indices {
            edges[index].advance(to: now)
            for id in edges[index].expire(through: now.nanoseconds) {
                guard let claim = jobs.removeValue(forKey: JobID(id)) else { continue }
                edges[index].forgetClaim(of: claim.model)
                counters.expiredClaims += 1
            }
        }
    }

    /// Asks a member's ledger where it lies; to copy it would cost more than most questions.
    func read<Answer>(_ index: Int, _ question: (MemberLedger) -> Answer) -> Answer {
        edges.withUnsafeBufferPointer { question($0[index]) }
    }

    private mutating func note(_ event: BudgetEvent, at now: Instant) -> [AdmissionAction] {
        switch event {
        case .streamUsed(let id, let joules, let unknown): budgets.note(joules: joules, unknown: unknown, of: id)
        case .used(let job, let use): budgets.note(use, of: job)
        case .covered(let grants): budgets.take(grants)
        case .storeFailed: budgets.noteStoreFailure()
        case .bookingDue:
            budgets.dueBooking()
            return payStreams(at: now)
        }
        return []
    }

    mutating func settle(_ id: JobID, at now: Instant) {
        budgets.settle(id, at: now)
        fallbacks.close(id)
        guard let claim = jobs.removeValue(forKey: id), let place = places[claim.worker] else { return }
        edges[place].free(claim.place, model: claim.model)
    }

    private mutating func noteBrokenPromise(of worker: WorkerID) {
        counters.brokenPromises += 1
        guard let place = places[worker] else { return }
        edges[place].noteBrokenPromise()
    }

    mutating func close(_ id: StreamID) {
        orphans[id] = nil
        withdrawProposal(of: id)
        budgets.end(id)
        if moves.contains(where: { $0.newcomer == id }) { isGivenUp.insert(id) }
        guard let stream = streams.removeValue(forKey: id) else { return }
        forget(stream)
        guard let place = places[stream.promise.worker] else { return }
        edges[place].moveOut(stream.resident(id))
        edges[place].remove(stream.shape, of: stream.model)
    }

    /// Takes a stream that is gone out of the sums.
    mutating func forget(_ stream: PromisedStream) {
        endingStreams -= stream.end == nil ? 0 : 1
        tenants.leave(stream.request.tenant, stream.utilization)
    }
}
