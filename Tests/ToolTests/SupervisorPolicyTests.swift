import Kernel
import Testing

@testable import ToolPolicy

/// Child 0 is the gateway, 1 and 2 stand behind it.
@Suite("Supervisor")
struct SupervisorPolicyTests {
    private func running(ready: Bool = true) -> SupervisorPolicy {
        var policy = SupervisorPolicy(stopsFirst: [true, false, false])
        _ = policy.handle(.launchRequested, at: .origin)
        if ready { _ = policy.handle(.clusterBecameReady, at: .origin) }
        return policy
    }

    private func at(_ milliseconds: Int64) -> Instant { .origin + .milliseconds(milliseconds) }

    @Test("starts every child once")
    func launches() {
        var policy = SupervisorPolicy(stopsFirst: [true, false])
        #expect(policy.handle(.launchRequested, at: .origin) == [.start(child: 0), .start(child: 1)])
        #expect(policy.handle(.alarmFired, at: at(100)) == [])
    }

    @Test("starts a dead child again after its wait and not before")
    func restarts() {
        var policy = running()
        #expect(
            policy.handle(.exited(child: 1), at: at(1_000)) == [
                .announceRestart(child: 1, wait: .milliseconds(200), failures: 1), .setAlarm(at(1_200)),
            ]
        )
        #expect(policy.handle(.alarmFired, at: at(1_199)) == [.setAlarm(at(1_200))])
        #expect(policy.handle(.alarmFired, at: at(1_200)) == [.start(child: 1)])
    }

    @Test("doubles the wait with every failure in a row up to the cap")
    func backsOff() {
        let waits = (1...8).map { RestartBackoff().wait(afterFailures: $0).milliseconds }
        #expect(waits == [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000])
        #expect(RestartBackoff().wait(afterFailures: .max) == .seconds(5))
    }

    @Test("forgives earlier failures after a healthy life")
    func forgives() {
        var policy = running()
        _ = policy.handle(.exited(child: 2), at: at(100))
        _ = policy.handle(.alarmFired, at: at(300))
        let actions = policy.handle(.exited(child: 2), at: at(300 + 10_000))
        #expect(actions.first == .announceRestart(child: 2, wait: .milliseconds(200), failures: 1))
    }

    @Test("gives up after the bound, sooner while the cluster was never ready", arguments: [(false, 3), (true, 8)])
    func givesUp(ready: Bool, bound: Int) {
        var policy = running(ready: ready)
        var now = Instant.origin
        for failure in 1..<bound {
            let actions = policy.handle(.exited(child: 1), at: now)
            let wait = RestartBackoff().wait(afterFailures: failure)
            #expect(actions.first == .announceRestart(child: 1, wait: wait, failures: failure))
            now = now + wait
            #expect(policy.handle(.alarmFired, at: now) == [.start(child: 1)])
        }
        let actions = policy.handle(.exited(child: 1), at: now)
        #expect(actions.prefix(2) == [.announceGivingUp(child: 1, failures: bound), .terminate(child: 0)])
        _ = policy.handle(.exited(child: 0), at: now)
        #expect(policy.handle(.exited(child: 2), at: now) == [.finish(clean: false)])
    }

    @Test("does not start again what its options have ended", arguments: [false, true])
    func misconfigured(ready: Bool) {
        var policy = running(ready: ready)
        let actions = policy.handle(.misconfigured(child: 1), at: .origin)
        #expect(actions.prefix(2) == [.announceGivingUp(child: 1, failures: 1), .terminate(child: 0)])
    }

    @Test("stops the gateway first, then the rest, and finishes clean")
    func stopsInOrder() {
        var policy = running()
        #expect(policy.handle(.stopRequested, at: at(0)) == [.terminate(child: 0), .setAlarm(at(4_000))])
        #expect(
            policy.handle(.exited(child: 0), at: at(90)) == [
                .terminate(child: 1), .terminate(child: 2), .setAlarm(at(8_000)),
            ]
        )
        #expect(policy.handle(.exited(child: 2), at: at(120)) == [.setAlarm(at(8_000))])
        #expect(policy.handle(.exited(child: 1), at: at(130)) == [.finish(clean: true)])
        #expect(policy.handle(.alarmFired, at: at(8_000)) == [])
    }

    @Test("does not let a stuck gateway hold up the rest, and kills it at the end of the grace")
    func killsWhatIsLeft() {
        var policy = running()
        _ = policy.handle(.stopRequested, at: at(0))
        #expect(
            policy.handle(.alarmFired, at: at(4_000)) == [
                .terminate(child: 1), .terminate(child: 2), .setAlarm(at(8_000)),
            ]
        )
        _ = policy.handle(.exited(child: 1), at: at(4_010))
        _ = policy.handle(.exited(child: 2), at: at(4_020))
        #expect(policy.handle(.alarmFired, at: at(8_000)).first == .kill(child: 0))
        #expect(policy.handle(.exited(child: 0), at: at(8_001)) == [.finish(clean: false)])
    }

    @Test("kills at once at the second request to stop")
    func secondRequest() {
        var policy = running()
        _ = policy.handle(.stopRequested, at: at(0))
        let actions = policy.handle(.stopRequested, at: at(10))
        #expect(actions.prefix(3) == [.kill(child: 0), .kill(child: 1), .kill(child: 2)])
    }

    @Test("does not restart what dies, or waits, while stopping")
    func stopCancelsRestarts() {
        var policy = running()
        _ = policy.handle(.exited(child: 0), at: at(0))
        #expect(
            policy.handle(.stopRequested, at: at(50)) == [
                .terminate(child: 1), .terminate(child: 2), .setAlarm(at(8_050)),
            ]
        )
        #expect(policy.handle(.alarmFired, at: at(300)) == [.setAlarm(at(8_050))])
        _ = policy.handle(.exited(child: 1), at: at(310))
        #expect(policy.handle(.exited(child: 2), at: at(311)) == [.finish(clean: true)])
    }

    /// A world that holds processes to account: nothing is started twice, signaled when gone, or left behind.
    @Test("never loses or doubles a process, whatever dies when", arguments: UInt64(0)..<100)
    func survivesChaos(seed: UInt64) {
        var world = ProcessWorld(seed: seed, children: 4)
        world.run()
        #expect(world.complaints == [])
    }
}
