/// What admission answers to a one-shot job.
package enum Verdict: Hashable, Sendable {
    /// The mandatory part will be done in time on this member; the rule may be shallower than asked for. A variant runs in place
    /// of the model that was asked for.
    case promise(WorkerID, ExitRule, variant: ModelID? = nil)
    /// No promise; it runs there if time is left over.
    case bestEffort(WorkerID, ExitRule, variant: ModelID? = nil)
    /// The edge cannot promise, the cloud tier can, for money. It is most likely not coming back if it is away for longer than
    /// the patience; the fallback is there for that case.
    case offload(WorkerID, ExitRule, patience: Duration, fallback: LocalFallback? = nil)
    case refuse(Refusal)
}
