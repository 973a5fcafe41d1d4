/// A queued job with the identities under which it must run.
struct ComputeJob: Sendable {
    let job: UnownedJob
    let serialExecutor: UnownedSerialExecutor
    let taskExecutor: UnownedTaskExecutor

    func run() {
        job.runSynchronously(isolatedTo: serialExecutor, taskExecutor: taskExecutor)
    }
}
