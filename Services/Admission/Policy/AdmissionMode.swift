/// Which test decides what is promised; `--admission-test` names it.
package enum AdmissionMode: String, CaseIterable, Sendable {
    /// Mandatory stages by the processor demand criterion, with windows chosen for what they leave room for.
    case rubato
    /// Whole networks in windows of half the shortest deadline, by DeepRT's two phases (Yang et al., SEC 2021).
    case deeprt
    /// Everything is promised, to the worker with the least work: what a cluster without admission does.
    case none
}
