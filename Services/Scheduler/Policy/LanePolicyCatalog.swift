/// The schedulers that `--policy` can name; a new one is a line here.
package enum LanePolicyCatalog {
    /// The default first.
    package static let entries: [PolicyEntry] = [
        .make("rubato", leavesEarly: true, RubatoDiscipline.self),
        .make("deeprt", leavesEarly: false, DeepRT.self),
        .make("rtdeepiot", leavesEarly: true, RTDeepIoT.self),
        .make("fluid", leavesEarly: true, FluidBatching.self),
        .make("edf", leavesEarly: false, StepByStep<EarliestDeadline>.self),
        .make("lcf", leavesEarly: false, StepByStep<LeastConfidence>.self),
        .make("rr", leavesEarly: false, StepByStep<RoundRobin>.self),
        .make("sedf", leavesEarly: false, WholeNetwork<SerialEDF>.self),
        .make("aimd", leavesEarly: false, WholeNetwork<AdditiveBatches>.self),
        .make("batch", leavesEarly: false, WholeNetwork<FullBatches>.self),
        .make("batch-delay", leavesEarly: false, WholeNetwork<DelayedBatches>.self),
        .make("adaptive", leavesEarly: false, WholeNetwork<AdaptiveBatches>.self),
        .make("serial", leavesEarly: false, WholeNetwork<SerialFIFO>.self),
        .make("lazybatching", leavesEarly: false, LazyBatching.self),
        .make("symphony", leavesEarly: false, WholeNetwork<DeferredBatches>.self),
        .make("clockwork", leavesEarly: false, WholeNetwork<ClockworkBatches>.self),
        .make("edgeserving", leavesEarly: false, WholeNetwork<LyapunovBatches>.self),
    ]

    package static let names = entries.map(\.name)

    /// The entry of that name, `nil` for an unknown one.
    package static func entry(_ name: String) -> PolicyEntry? { entries.first { $0.name == name } }

    /// The policy of that name, `nil` for an unknown one.
    package static func make(_ name: String, configuration: LaneConfiguration) -> (any LanePolicy)? {
        entry(name)?.make(configuration)
    }
}
