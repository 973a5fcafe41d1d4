import Domain
import Kernel

/// The executors that the cloud tier has rented, by number, and what each does.
///
/// Lower numbers are used first, so that the highest ones are idle longest and are given back. What is given back and what
/// is rented anew lie apart by ``PoolLimits/idleTime``, so that a load that comes and goes does not pay a start each time.
struct ExecutorPool: Sendable {
    enum State: Sendable {
        /// Not rented; leads to `starting`.
        case off
        /// Rented, and ready at that instant; leads to `idle`.
        case starting(ready: Instant)
        /// Leads to `running` or, after a while, to `off`.
        case idle(since: Instant)
        /// Leads to `idle` when the batch is over; its bound is used up at `end`.
        case running([CloudJob], end: Instant)
    }

    private let limits: PoolLimits
    private var states: [State]
    private var changedAt = Instant.origin
    private(set) var starts = 0
    private(set) var stops = 0

    init(_ limits: PoolLimits) {
        self.limits = limits
        states = (0..<limits.most).map { $0 < limits.least ? .idle(since: .origin) : .off }
    }

    /// Rented ones, those that are starting included.
    var count: Int { states.filter { if case .off = $0 { false } else { true } }.count }

    /// How many more may be rented.
    var room: Int { limits.most - count }

    var isStarting: Bool { states.contains { if case .starting = $0 { true } else { false } } }

    /// When one that is rented now could begin.
    func readyAt(from now: Instant) -> Instant { now + limits.startTime }

    /// What is rented, with so many more from now on.
    func plan(at now: Instant, more: Int = 0) -> ExecutorPlan {
        let rented = states.compactMap { state -> Instant? in
            switch state {
            case .off: nil
            case .starting(let ready): max(ready, now)
            case .idle: now
            case .running(_, let end): max(end, now)
            }
        }
        return ExecutorPlan(rented + Array(repeating: readyAt(from: now), count: more))
    }

    var firstIdle: Int? { states.firstIndex { if case .idle = $0 { true } else { false } } }

    /// Those that run, in the order of their numbers.
    var running: [(executor: Int, jobs: [CloudJob])] {
        states.enumerated().compactMap { number, state in
            if case .running(let jobs, _) = state { (number, jobs) } else { nil }
        }
    }

    mutating func run(_ jobs: [CloudJob], on executor: Int, until end: Instant) {
        states[executor] = .running(jobs, end: end)
    }

    mutating func finish(_ executor: Int, at now: Instant) {
        states[executor] = .idle(since: now)
    }

    /// Takes a job out of the batch that it is in.
    ///
    /// - Returns: The executor, and how many are left in the batch.
    mutating func remove(_ job: JobID) -> (executor: Int, left: Int)? {
        for (number, state) in states.enumerated() {
            guard case .running(var jobs, let end) = state, let place = jobs.firstIndex(where: { $0.id == job })
            else { continue }
            jobs.remove(at: place)
            states[number] = .running(jobs, end: end)
            return (number, jobs.count)
        }
        return nil
    }

    /// Rents one more, if it may.
    mutating func grow(at now: Instant) {
        guard let number = states.firstIndex(where: { if case .off = $0 { true } else { false } }) else { return }
        states[number] = .starting(ready: readyAt(from: now))
        changedAt = now
        starts += 1
    }

    /// Lets those begin whose start is over, and gives one back that has been idle for long.
    mutating func advance(to now: Instant) {
        for (number, state) in states.enumerated() {
            if case .starting(let ready) = state, ready <= now { states[number] = .idle(since: ready) }
        }
        guard let number = idleLongest, let due = nextStop, due <= now else { return }
        states[number] = .off
        changedAt = now
        stops += 1
    }

    /// When ``advance(to:)`` has something to do, if nothing else happens.
    var nextChange: Instant? {
        let ready = states.compactMap { if case .starting(let ready) = $0 { ready } else { nil } }.min()
        return [ready, nextStop].compactMap(\.self).min()
    }

    /// The highest one above the least number that is idle; nothing waits then.
    private var idleLongest: Int? {
        guard count > limits.least else { return nil }
        return states.lastIndex { if case .idle = $0 { true } else { false } }
    }

    private var nextStop: Instant? {
        guard let number = idleLongest, case .idle(let since) = states[number] else { return nil }
        return max(since, changedAt) + limits.idleTime
    }
}
