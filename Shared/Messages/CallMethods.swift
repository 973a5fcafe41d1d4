package import Transport

/// Every typed call of the cluster, named as sender and receiver both use it.
package enum CallMethods {
    /// A worker's lane: it reports, the scheduler commands.
    package static let lane = Method<Rubato_V1_LaneReport, Rubato_V1_LaneCommand>("/rubato.v1.Scheduler/Lane")
    /// The scheduler tells who is in the cluster, now and at every change.
    package static let watch = Method<Rubato_V1_WatchRequest, Rubato_V1_ClusterView>("/rubato.v1.Scheduler/Watch")
    /// The gateway asks what may be promised.
    package static let decide = Method<Rubato_V1_AdmissionAsk, Rubato_V1_AdmissionVerdict>(
        "/rubato.v1.Admission/Decide"
    )
    /// Where a worker takes jobs: a plain HTTP exchange, not a typed call, since the body is the raw tensor.
    package static let executePath = "/rubato.v1.Worker/Execute"
    /// The header that carries the `JobDescriptor` in base64.
    package static let descriptorHeader = "rubato-job-bin"
    /// Where a cloud tier takes a `HeadOrder` and answers, when it is trained, with `SpecialHeads`.
    package static let trainPath = "/rubato.v1.Cloud/Train"
    /// Where a worker takes a `HeadsUpdate`.
    package static let headsPath = "/rubato.v1.Worker/Heads"
}
