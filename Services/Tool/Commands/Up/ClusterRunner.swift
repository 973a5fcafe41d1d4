import Foundation
import Kernel
import ToolPolicy

/// Runs a ``ClusterPlan`` on the calling thread until it is stopped: a shell around ``SupervisorPolicy``.
final class ClusterRunner {
    /// How often services are asked whether they are ready, until all of them are.
    private static let readinessInterval = Duration.milliseconds(50)

    private let plan: ClusterPlan
    private let folder: String
    private let logFolder: String?
    private let time = MonotonicTime()
    private let signals = SignalSource()
    private var watchesInput: Bool
    private var policy: SupervisorPolicy
    private var processes: [ChildProcess?]
    private var waitStatus: [Int32?]
    private var alarm = Instant.distantFuture
    private var isReady = false
    private var outcome: Bool?

    /// - Parameters:
    ///   - plan: What to start.
    ///   - folder: Where the executables are.
    ///   - logFolder: Gets one file per service; `nil` sends their lines to standard error.
    ///   - watchesInput: Whether to stop when standard input ends.
    init(_ plan: ClusterPlan, folder: String, logFolder: String?, watchesInput: Bool) {
        self.plan = plan
        self.folder = folder
        self.logFolder = logFolder
        self.watchesInput = watchesInput
        policy = SupervisorPolicy(stopsFirst: plan.children.map(\.stopsFirst))
        processes = Array(repeating: nil, count: plan.children.count)
        waitStatus = Array(repeating: nil, count: plan.children.count)
    }

    /// Starts everything and returns when everything has ended.
    func run() throws {
        apply(.launchRequested)
        while outcome == nil {
            wait()
            for signal in signals.read() where signal != SIGCHLD { apply(.stopRequested) }
            if inputHasEnded() { apply(.stopRequested) }
            for process in processes { process?.output?.forward() }
            reap()
            if time.now >= alarm {
                alarm = .distantFuture
                apply(.alarmFired)
            }
            askReadiness()
        }
        guard outcome == true else { throw ToolFailure.clusterFailed("the cluster did not end in order") }
    }

    private func wait() {
        var descriptors = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
        if watchesInput { descriptors.append(pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)) }
        for process in processes {
            guard let output = process?.output else { continue }
            descriptors.append(pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0))
        }
        let untilAlarm = max(0, (alarm - time.now).milliseconds.rounded(.up))
        let limit = isReady || outcome != nil ? 60_000 : Self.readinessInterval.milliseconds
        poll(&descriptors, nfds_t(descriptors.count), Int32(min(untilAlarm, limit)))
    }

    /// Whether standard input has just ended; what comes before its end means nothing.
    private func inputHasEnded() -> Bool {
        var input = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
        guard watchesInput, poll(&input, 1, 0) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 1_024)
        watchesInput = read(STDIN_FILENO, &buffer, buffer.count) > 0
        return !watchesInput
    }

    /// Collects children that have ended; the signal may stand for several.
    private func reap() {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            guard let index = processes.firstIndex(where: { $0?.pid == pid }) else { continue }
            processes[index]?.output?.forward()
            processes[index] = nil
            waitStatus[index] = status
            let isMisconfigured = status & 0x7F == 0 && status >> 8 & 0xFF == EX_USAGE
            apply(isMisconfigured ? .misconfigured(child: index) : .exited(child: index))
        }
    }

    private func askReadiness() {
        guard !isReady, outcome == nil, processes.allSatisfy({ $0 != nil }) else { return }
        guard plan.children.allSatisfy({ HealthProbe.isReady(port: $0.port) }) else { return }
        isReady = true
        apply(.clusterBecameReady)
        Console.print(readyLine)
    }

    private func apply(_ event: SupervisorPolicy.Event) {
        for action in policy.handle(event, at: time.now) { perform(action) }
    }

    private func perform(_ action: SupervisorPolicy.Action) {
        switch action {
        case .start(let child): start(child)
        case .terminate(let child): send(SIGTERM, to: child)
        case .kill(let child): send(SIGKILL, to: child)
        case .announceRestart(let child, let wait, let failures):
            let seconds = String(format: "%.1f", wait.seconds)
            Console.error("rubato: \(name(child)) \(ending(child)), starts again in \(seconds) s (failure \(failures))")
        case .announceGivingUp(let child, let failures):
            let count = failures > 1 ? ", \(failures) times in a row" : ""
            Console.error("rubato: \(name(child)) \(ending(child))\(count): giving up")
            showEndOfLog(of: child)
        case .setAlarm(let instant): alarm = instant
        case .finish(let clean): outcome = clean
        }
    }

    private func start(_ child: Int) {
        do {
            processes[child] = try ChildProcess(plan.children[child], folder: folder, logFile: logFile(of: child))
        } catch {
            Console.error("rubato: \(error)")
            waitStatus[child] = nil
            apply(.exited(child: child))
        }
    }

    private func send(_ signal: Int32, to child: Int) {
        guard let process = processes[child] else { return }
        _ = kill(process.pid, signal)
    }
}

extension ClusterRunner {
    private func name(_ child: Int) -> String { plan.children[child].name }

    private func logFile(of child: Int) -> String? {
        logFolder.map { "\($0)/\(name(child)).log" }
    }

    /// How the child's last process ended, in words.
    private func ending(_ child: Int) -> String {
        guard let status = waitStatus[child] else { return "did not start" }
        let signal = status & 0x7F
        return signal == 0 ? "ended with code \(status >> 8 & 0xFF)" : "was ended by signal \(signal)"
    }

    private func showEndOfLog(of child: Int) {
        guard let file = logFile(of: child), let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            return
        }
        for line in text.split(separator: "\n").suffix(10) { Console.error("[\(name(child))] \(line)") }
    }

    private var readyLine: String {
        let services = plan.children.indices.map { child in
            ReadyReport.Service(
                name: name(child),
                pid: Int(processes[child]?.pid ?? 0),
                port: plan.children[child].port,
                log: logFile(of: child)
            )
        }
        return ReadyReport(ports: plan.ports, services: services).line
    }
}
