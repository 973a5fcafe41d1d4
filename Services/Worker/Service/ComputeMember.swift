package import NIOCore
package import Transport

/// A member of the cluster that runs models: takes jobs in, has stages computed, answers; confined to its event loop.
package protocol ComputeMember: Actor {
    /// Takes one `Execute` request.
    func execute(_ exchange: any ServerExchange)

    /// Begins to take jobs and opens the lane; called once.
    ///
    /// - Parameters:
    ///   - loaded: The models, which the runner has engines for.
    ///   - runners: Get what is to be run; one at least, as many as the member was started with.
    ///   - client: Of the scheduler.
    func serve(_ loaded: [LoadedModel], on runners: [StageRunner], over client: any CallClient)

    /// Takes what the compute thread has found out, in its order.
    func receive(_ outcomes: [StageOutcome])

    /// Takes no more jobs and asks the scheduler for none; completes when the open ones are answered.
    func drain() -> EventLoopFuture<Void>
}
