import Kernel

@testable import ToolPolicy

/// Processes that die by chance under a supervisor, in virtual time, and complain about impossible orders.
struct ProcessWorld {
    private enum Life { case none, running, asked }

    private(set) var complaints: [String] = []
    private var policy: SupervisorPolicy
    private var generator: SeededGenerator
    private var lives: [Life]
    private var alarm: Instant?
    private var now = Instant.origin
    private var isFinished = false

    init(seed: UInt64, children: Int) {
        policy = SupervisorPolicy(stopsFirst: (0..<children).map { $0 == 0 })
        generator = SeededGenerator(seed: seed)
        lives = Array(repeating: .none, count: children)
    }

    mutating func run() {
        handle(.launchRequested)
        if generator.unit() < 0.8 { handle(.clusterBecameReady) }
        let stopAt = Instant.origin + .milliseconds(Int64(generator.unit() * 30_000))
        var stopWasAsked = false
        for _ in 0..<2_000 where !isFinished {
            advance()
            if !stopWasAsked, now >= stopAt {
                stopWasAsked = true
                handle(.stopRequested)
            }
            letSomethingDie()
        }
        if !isFinished { complaints.append("never finished") }
        if lives.contains(where: { $0 != .none }) { complaints.append("left a process behind") }
    }

    private mutating func advance() {
        let step = Duration.milliseconds(Int64(generator.unit() * 200))
        now = now + step
        if let due = alarm, due <= now {
            alarm = nil
            handle(.alarmFired)
        }
    }

    private mutating func letSomethingDie() {
        for child in lives.indices {
            let chance = lives[child] == .asked ? 0.1 : 0.01
            guard lives[child] != .none, generator.unit() < chance else { continue }
            lives[child] = .none
            handle(.exited(child: child))
        }
    }

    private mutating func handle(_ event: SupervisorPolicy.Event) {
        for action in policy.handle(event, at: now) { perform(action) }
    }

    private mutating func perform(_ action: SupervisorPolicy.Action) {
        if isFinished { complaints.append("\(action) after the end") }
        switch action {
        case .start(let child):
            if lives[child] != .none { complaints.append("started a living child") }
            lives[child] = .running
        case .terminate(let child):
            if lives[child] != .running { complaints.append("asked a child that does not run") }
            lives[child] = .asked
        case .kill(let child):
            if lives[child] == .none { complaints.append("killed a dead child") }
            lives[child] = .asked
        case .announceRestart(let child, _, _), .announceGivingUp(let child, _):
            if lives[child] != .none { complaints.append("mourned a living child") }
        case .setAlarm(let instant): alarm = instant
        case .finish: isFinished = true
        }
    }
}
