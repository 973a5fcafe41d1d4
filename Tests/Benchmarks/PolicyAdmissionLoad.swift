import AdmissionPolicy
import Domain
import Kernel

/// An admission controller with many streams on many workers.
struct PolicyAdmissionLoad {
    private var policy = AdmissionPolicy(configuration: AdmissionConfiguration(maxStreams: 100_000))
    private var random = SeededGenerator(seed: 7)
    private var now = Instant.origin
    private var next: UInt64 = 1

    init(workers: Int, streams: Int) {
        let members = (0..<workers).map { PolicyFixture.member("worker-\(100 + $0)") }
        _ = policy.handle(.viewChanged(members), at: now)
        while policy.streamCount < streams, next < UInt64(2 * streams) { _ = ask(Self.periods) }
    }

    /// Of the streams that are held, in milliseconds.
    private static let periods = 400...1_000
    /// No worker can bear this.
    private static let absurdPeriods = 1...2

    /// Microseconds of every decision, by its kind: with the streams that are held at first, then with as many as there is room for.
    mutating func run(decisions: Int) -> [(name: String, times: [Double])] {
        measure(decisions) + fill(measuring: decisions)
    }

    private mutating func measure(_ decisions: Int) -> [(name: String, times: [Double])] {
        var promised: [Double] = []
        var refused: [Double] = []
        var jobs: [Double] = []
        let held = policy.streamCount
        for _ in 0..<decisions {
            promised.append(ask(Self.periods))
            if policy.streamCount > held { _ = time(.streamClosed(StreamID("stream-\(next)"))) }
            refused.append(ask(Self.absurdPeriods))
            jobs.append(askForJob())
        }
        return [
            ("stream (\(held) held)", promised),
            ("stream that is refused with a counter-offer", refused),
            ("one-shot job (\(policy.claimCount) claims held)", jobs),
        ]
    }

    /// Asks until a hundred streams in a row are refused, and then for some more.
    private mutating func fill(measuring decisions: Int) -> [(name: String, times: [Double])] {
        var refusals = 0
        while refusals < 100, next < 100_000 {
            let held = policy.streamCount
            _ = ask(Self.periods)
            refusals = policy.streamCount > held ? 0 : refusals + 1
        }
        let times = (0..<decisions).map { _ in ask(Self.periods) }
        return [("stream that finds the cluster full (\(policy.streamCount) held)", times)]
    }

    /// - Returns: How long the decision took, in microseconds.
    private mutating func ask(_ period: ClosedRange<Int>) -> Double {
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
