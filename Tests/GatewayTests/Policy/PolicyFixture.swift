import Domain
import GatewayPolicy
import Kernel

/// What the tests of the policy have in common.
enum PolicyFixture {
    static let rule = ExitRule(mandatoryExit: 0, lastExit: 2, threshold: 0.9)
    static let first = WorkerID("w1")
    static let second = WorkerID("w2")

    static func spec(deadline: Int = 100, bytes: Int = 16) -> JobSpec {
        JobSpec(
            model: Toy.id,
            deadline: .ms(deadline),
            rule: rule,
            leastExecution: .milliseconds(2),
            bytes: bytes
        )
    }

    static func ready(limits: GatewayLimits = GatewayLimits()) -> GatewayPolicy {
        var policy = GatewayPolicy(limits: limits)
        _ = policy.handle(.admissionReached, at: .origin)
        return policy
    }

    static func leg(_ worker: WorkerID, _ terms: Leg.Terms = .promise) -> Leg {
        Leg(worker: worker, rule: rule, terms: terms)
    }

    static let stream = StreamID("s")
    static let streamRequest = StreamRequest(
        model: Toy.id,
        period: .milliseconds(20),
        deadline: .milliseconds(40),
        jitter: .milliseconds(10)
    )
    static let promise = StreamPromise(worker: first, rule: rule, window: .milliseconds(10))

    /// A policy with one open stream.
    static func streaming(limits: GatewayLimits = GatewayLimits()) -> GatewayPolicy {
        var policy = ready(limits: limits)
        _ = policy.handle(.streamAsked(stream, streamRequest), at: .origin)
        _ = policy.handle(.streamDecided(stream, .promise(promise)), at: .origin)
        return policy
    }
}

extension [GatewayPolicy.Action] {
    /// Without alarms, which have tests of their own.
    var essential: [GatewayPolicy.Action] {
        filter { if case .setAlarm = $0 { false } else { true } }
    }
}

extension GatewayPolicy.Action {
    var isAsk: Bool { if case .ask = self { true } else { false } }
}
