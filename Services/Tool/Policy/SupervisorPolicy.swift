package import Kernel

/// Keeps the processes of a cluster running until it is told to stop, then stops them in order.
///
/// A child that ends unasked is started again after a wait that grows with every failure in a row (``RestartBackoff``);
/// one that keeps failing, or whose options are wrong, ends the cluster, because half a cluster that looks alive helps
/// nobody. Stopping goes by tiers: the gateway first, so that it can finish its jobs while the services behind it still
/// answer, then the rest. Whoever is left at the end of the grace is killed. A second request to stop kills at once.
package struct SupervisorPolicy: Policy {
    package enum Event: Equatable, Sendable {
        case launchRequested
        /// Every service answers that it is ready; may be said again.
        case clusterBecameReady
        /// The child's process is gone, or could not be made.
        case exited(child: Int)
        /// The child is gone because of what it was told to be: another process would end in the same way.
        case misconfigured(child: Int)
        case stopRequested
        case alarmFired
    }

    package enum Action: Equatable, Sendable {
        case start(child: Int)
        /// The polite signal.
        case terminate(child: Int)
        /// The signal that nothing survives.
        case kill(child: Int)
        /// The child died and is started again after that wait.
        case announceRestart(child: Int, wait: Duration, failures: Int)
        /// The child died too often in a row; the cluster is stopped.
        case announceGivingUp(child: Int, failures: Int)
        /// Replaces any alarm set before.
        case setAlarm(Instant)
        /// All children are gone. Not clean after giving up or when a child had to be killed.
        case finish(clean: Bool)
    }

    private enum State: Equatable {
        /// Not started yet, or gone for good.
        case gone
        /// Has a process. Can go to `waiting`, `stopping` and `gone`.
        case running(since: Instant)
        /// Between two processes. Can go to `running` and `gone`.
        case waiting(until: Instant)
        /// Was asked to end. Can go to `gone`.
        case stopping
    }

    private enum Phase: Equatable {
        case launching
        case serving
        /// The later tier is asked at `nextTierAt`, everyone left is killed at `killAt`.
        case stopping(nextTierAt: Instant, killAt: Instant)
        case finished
    }

    private struct Child {
        let stopsFirst: Bool
        var state = State.gone
        var failures = 0
    }

    private let backoff: RestartBackoff
    private let stopGrace: Duration
    private var children: [Child]
    private var phase = Phase.launching
    private var isClean = true

    /// - Parameters:
    ///   - stopsFirst: For each child whether it stops before the others.
    ///   - backoff: When dead children are started again.
    ///   - stopGrace: From the request to stop until what is left is killed; the first tier has half of it for itself.
    package init(stopsFirst: [Bool], backoff: RestartBackoff = RestartBackoff(), stopGrace: Duration = .seconds(8)) {
        self.backoff = backoff
        self.stopGrace = stopGrace
        children = stopsFirst.map { Child(stopsFirst: $0) }
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        let actions: [Action]
        switch event {
        case .launchRequested: actions = children.indices.map { start($0, at: now) }
        case .clusterBecameReady: actions = becomeReady()
        case .exited(let child): actions = exited(child, at: now)
        case .misconfigured(let child): actions = exited(child, isHopeless: true, at: now)
        case .stopRequested: actions = stop(at: now)
        case .alarmFired: actions = resume(at: now)
        }
        return actions + finishOrWait()
    }

    private mutating func becomeReady() -> [Action] {
        if phase == .launching { phase = .serving }
        return []
    }

    private mutating func start(_ index: Int, at now: Instant) -> Action {
        children[index].state = .running(since: now)
        return .start(child: index)
    }

    private mutating func exited(_ index: Int, isHopeless: Bool = false, at now: Instant) -> [Action] {
        if isStopping {
            children[index].state = .gone
            return nextTier(at: now)
        }
        guard case .running(let since) = children[index].state else { return [] }
        let wasHealthy = now - since >= backoff.healthyAfter
        children[index].failures = wasHealthy ? 1 : children[index].failures + 1
        let failures = children[index].failures
        let limit = phase == .launching ? backoff.limitBeforeReady : backoff.limit
        guard !isHopeless, failures < limit else {
            children[index].state = .gone
            isClean = false
            return [.announceGivingUp(child: index, failures: failures)] + stop(at: now)
        }
        let wait = backoff.wait(afterFailures: failures)
        children[index].state = .waiting(until: now + wait)
        return [.announceRestart(child: index, wait: wait, failures: failures)]
    }
}

extension SupervisorPolicy {
    private var isStopping: Bool {
        if case .stopping = phase { true } else { false }
    }

    /// Begins to stop, or ends the patience of a stop that is under way.
    private mutating func stop(at now: Instant) -> [Action] {
        guard !isStopping else { return killAll() }
        phase = .stopping(nextTierAt: now + stopGrace / 2, killAt: now + stopGrace)
        for index in children.indices {
            if case .waiting = children[index].state { children[index].state = .gone }
        }
        return terminate { $0.stopsFirst } + nextTier(at: now)
    }

    /// Asks the later tier to end once the first one is gone or has had its time.
    private mutating func nextTier(at now: Instant) -> [Action] {
        guard case .stopping(let nextTierAt, _) = phase else { return [] }
        let firstIsGone = children.allSatisfy { !$0.stopsFirst || $0.state == .gone }
        return firstIsGone || now >= nextTierAt ? terminate { !$0.stopsFirst } : []
    }

    private mutating func resume(at now: Instant) -> [Action] {
        guard case .stopping(_, let killAt) = phase else {
            return children.indices.compactMap { index in
                guard case .waiting(let until) = children[index].state, until <= now else { return nil }
                return start(index, at: now)
            }
        }
        return now >= killAt ? killAll() : nextTier(at: now)
    }

    private mutating func terminate(where isMeant: (Child) -> Bool) -> [Action] {
        children.indices.compactMap { index in
            guard isMeant(children[index]), case .running = children[index].state else { return nil }
            children[index].state = .stopping
            return .terminate(child: index)
        }
    }

    private mutating func killAll() -> [Action] {
        let left = children.indices.filter { children[$0].state != .gone }
        if !left.isEmpty { isClean = false }
        for index in left { children[index].state = .stopping }
        phase = .stopping(nextTierAt: .distantFuture, killAt: .distantFuture)
        return left.map { .kill(child: $0) }
    }

    private mutating func finishOrWait() -> [Action] {
        switch phase {
        case .finished: return []
        case .stopping(let nextTierAt, let killAt):
            guard children.contains(where: { $0.state != .gone }) else {
                phase = .finished
                return [.finish(clean: isClean)]
            }
            let someAreNotAsked = children.contains { if case .running = $0.state { true } else { false } }
            return [.setAlarm(someAreNotAsked ? nextTierAt : killAt)]
        case .launching, .serving:
            let next = children.compactMap { if case .waiting(let until) = $0.state { until } else { nil } }.min()
            return next.map { [.setAlarm($0)] } ?? []
        }
    }
}
