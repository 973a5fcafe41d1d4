import CloudPolicy
import Domain
import Kernel
import ToolPolicy

/// The cloud tier: the policy that the service runs, what its executors do, and its bill.
struct SimulatedCloud {
    var policy: CloudPolicy
    /// Of the WAN and of stage times.
    var random: SeededGenerator
    /// When nothing passes the WAN.
    let outages: [ClosedRange<Int64>]
    /// Until when the way in carries what was sent before.
    var isTakenUntil: Int64 = 0
    /// By executor.
    var runs: [Int: CloudRun] = [:]
    var runCount: UInt32 = 0
    var alarmOrdinal: UInt32 = 0
    var dollars = 0.0
    var jobs = 0

    init(_ scenario: Scenario) {
        random = SeededGenerator(seed: scenario.seed ^ 0x5741_4e)
        let spec = scenario.cloud
        policy = CloudPolicy(
            profiles: spec?.profiles ?? [:],
            queueLimit: spec?.queueLimit ?? 0,
            executors: spec?.executors ?? PoolLimits()
        )
        outages = scenario.faults.compactMap { fault in
            guard fault.kind == .outage else { return nil }
            return fault.at.nanoseconds...(fault.at + fault.length).nanoseconds
        }
    }

    /// When something without length arrives that leaves at that instant.
    ///
    /// What is under way during an outage comes one way after its end, as what TCP sends again does.
    mutating func arrival(of instant: Int64, over spec: CloudSpec) -> Int64 {
        let jitter = spec.jitter.seconds * 1e9
        let way = spec.roundTrip.nanoseconds / 2 + (jitter > 0 ? Int64(random.exponential(mean: jitter)) : 0)
        let end = outages.first { $0.overlaps(instant...instant + way) }?.upperBound
        return (end ?? instant) + way
    }

    /// Likewise of a tensor, behind those before it.
    mutating func arrival(of instant: Int64, bytes: Int, over spec: CloudSpec) -> Int64 {
        guard spec.bytesPerSecond > 0 else { return arrival(of: instant, over: spec) }
        isTakenUntil = max(isTakenUntil, instant) + Int64(Double(bytes) / spec.bytesPerSecond * 1e9)
        return arrival(of: isTakenUntil, over: spec)
    }
}
