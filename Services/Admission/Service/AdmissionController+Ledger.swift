import AdmissionPolicy
import Domain
import Kernel
import Telemetry

extension AdmissionController {
    /// What has been promised and on whom, for people.
    package var ledger: AdmissionLedger {
        let standings = Dictionary(uniqueKeysWithValues: policy.standings.map { ($0.worker, $0) })
        return AdmissionLedger(
            members: members.map { AdmissionLedger.Entry($0, standings[$0.id]) },
            jobs: claims.jobs.count,
            streams: claims.streams.count
        )
    }

    /// Brings the metrics of the ledger up to date.
    package func updateMetrics() {
        metrics.jobs.set(claims.jobs.count)
        metrics.streams.set(claims.streams.count)
        metrics.members.set(members.count)
        metrics.claims.set(policy.claimCount)
        metrics.degraded.set(to: policy.counters.degradedJobs)
        metrics.unpaidStreams.set(to: policy.counters.unpaidStreams)
        metrics.fallbacks.set(to: policy.counters.fallbacks)
        metrics.variants.set(to: policy.counters.variantJobs)
        metrics.variantStreams.set(to: policy.counters.variantStreams)
        metrics.orderedLoads.set(to: policy.counters.orderedLoads)
        metrics.orderedEvictions.set(to: policy.counters.orderedEvictions)
        metrics.expiredClaims.set(to: policy.counters.expiredClaims)
        metrics.brokenPromises.set(to: policy.counters.brokenPromises)
        updateBudgetMetrics()
        metrics.cloudRoundTrip.removeAll()
        metrics.cloudOpen.removeAll()
        metrics.cloudByteTime.removeAll()
        for standing in policy.cloudStandings(at: time.now) {
            metrics.cloudRoundTrip.with(standing.member.rawValue).set(standing.roundTrip.seconds)
            metrics.cloudByteTime.with(standing.member.rawValue).set(standing.secondsPerByte)
            metrics.cloudOpen.with(standing.member.rawValue).set(standing.isClosed ? 0 : 1)
        }
        metrics.utilization.removeAll()
        metrics.trust.removeAll()
        for standing in policy.standings {
            metrics.utilization.with(standing.worker.rawValue).set(standing.utilization)
            metrics.trust.with(standing.worker.rawValue).set(standing.trust)
        }
    }
}
