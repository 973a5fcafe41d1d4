/// What the cluster owes a job.
package enum JobClass: UInt8, Hashable, Sendable {
    /// Its deadline is promised: the mandatory part always runs in time.
    case promised
    /// It runs in what promised work leaves over.
    case bestEffort
}
