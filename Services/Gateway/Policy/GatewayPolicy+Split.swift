import Domain
import Kernel

/// Split execution: the first part of a job at the edge, and the rest at the cloud tier, from what that part has carried.
///
/// The first part is the fallback, which is run in any case; the job is only kept from the cloud tier until that is done.
/// What the client's own exit rule takes for sure ends there. If it takes longer than admission has said, or fails, the job
/// is sent as a whole, as if nothing had been held.
extension GatewayPolicy {
    /// Begins a job at the edge that is to go on at the cloud tier.
    mutating func hold(_ job: JobID, _ held: HeldOffload, for fallback: LocalFallback) -> [Action] {
        jobs.hold(job, held)
        secondWays.held += 1
        return sendFallback(job, fallback, part: .trunk)
    }

    /// Sends a held job on.
    mutating func release(_ job: JobID, _ held: HeldOffload, part: Leg.Part = .whole, at now: Instant) -> [Action] {
        jobs.offload(job, to: held.member, fallBackAt: now + held.patience)
        if part != .whole { secondWays.splits += 1 }
        return [.send(job, Leg(worker: held.member, rule: held.rule, terms: .offload, part: part))]
    }

    /// Sends on what has been held for long enough.
    mutating func endHold(_ job: JobID, _ open: OpenJob, at now: Instant) -> [Action]? {
        guard let held = open.held, held.until <= now else { return nil }
        return release(job, held, at: now)
    }
}
