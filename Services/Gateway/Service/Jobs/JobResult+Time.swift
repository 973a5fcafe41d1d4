import Messages

extension Rubato_V1_JobResult {
    /// From the job's staging to its answer, as the worker's clock saw it.
    var timeAtWorker: Duration {
        Duration(wireMicroseconds: queueUs) + Duration(wireMicroseconds: waitUs)
            + Duration(wireMicroseconds: executionUs)
    }
}
