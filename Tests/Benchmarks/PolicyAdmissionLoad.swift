import AdmissionPolicy
import Domain
import Kernel

/// An admission controller with many streams on many workers.
struct PolicyAdmissionLoad {
    private var policy = AdmissionPolicy(configuration: AdmissionConfiguration())
    private var random = SeededGenerator(seed: 7)
    private var now = Instant.origin
    private var next: UInt64 = 1

    init(workers: Int, streams: Int) {
        let members = (0..<workers).map { PolicyFixture.member("worker-\(100 + $0)") }
        _ = policy.handle(.viewChanged(members), at: now)
        while policy.streamCount < streams, next < UInt64(2 * streams) { _ = ask(period: 400...1_000) }
    }

    /// Microseconds of every decision, by its kind.
    mutating func run(decisions: Int) -> [(name: String, times: [Double])] {
        var promised: [Double] = []
        var refused: [Double] = []
        var jobs: [Double] = []
        for _ in 0..<decisions {
            promised.append(ask(period: 400...1_000))
            refused.append(ask(period: 1...2))
            jobs.append(askForJob())
        }
        return [
            ("stream (\(policy.streamCount) held)", promised),
            ("stream that is refused with a counter-offer", refused),
            ("one-shot job (\(policy.claimCount) claims held)", jobs),
        ]
    }

    /// - Returns: How long the decision took, in microseconds.
    private mutating func ask(period: ClosedRange<Int>) -> Double {
        next += 1
        let request = StreamRequest(
            model: PolicyFixture.model.id,
            period: .milliseconds(Int.random(in: period, using: &random)),
            deadline: .milliseconds(Int.random(in: 50...200, using: &random))
        )
        return time(.streamAsked(StreamID("stream-\(next)"), request))
    }

    private mutating func askForJob() -> Double {
        next += 1
        let budget = Duration.milliseconds(Int.random(in: 50...200, using: &random))
        let request = JobRequest(
            model: PolicyFixture.model.id,
            budget: budget,
            rule: PolicyFixture.model.defaultRule,
            cloudIsAllowed: false
        )
        return time(.jobAsked(JobID(next), request))
    }

    private mutating func time(_ event: AdmissionEvent) -> Double {
        now = now + .microseconds(100)
        let start = PolicyFixture.nanoseconds()
        _ = policy.handle(event, at: now)
        return Double(PolicyFixture.nanoseconds() - start) / 1_000
    }
}
