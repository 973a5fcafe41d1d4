/// What is entered in the agenda; small numbers only, so that the agenda moves no references.
enum Happening {
    case arrival(flow: Int32)
    /// A flow of frames asks for its promise.
    case join(flow: Int32)
    /// The tensor lies at the worker; void, as are the others with an attempt, if the job is on another way by then.
    case staged(job: Int32, attempt: UInt32)
    /// The first report under way reaches the lane; void if the worker has crashed since.
    case report(worker: Int32, epoch: UInt32)
    /// The first command under way reaches the worker; void if it has crashed since.
    case command(worker: Int32, epoch: UInt32)
    case stageEnd(worker: Int32, run: UInt32)
    /// The worker owes its best answer now.
    case expiry(job: Int32, attempt: UInt32)
    case alarm(worker: Int32, ordinal: UInt32)
    /// The device knows what became of it.
    case settled(job: Int32)
    case view
    case admissionAlarm
    case faultBegins(Int32)
    case faultEnds(Int32)
    /// The gateway has noticed that the worker is gone.
    case retry(job: Int32, attempt: UInt32)
    /// What the worker says of it is at the gateway.
    case edgeReturn(job: Int32, attempt: UInt32)
    case cloudArrival(job: Int32, attempt: UInt32)
    /// The tier hears that nobody waits for the job any more.
    case cloudCancel(job: Int32, attempt: UInt32)
    /// Void if the executor runs something else by then.
    case cloudEnd(executor: Int32, ordinal: UInt32)
    case cloudAlarm(ordinal: UInt32)
    /// What the tier says of it is at the gateway; void if that does not wait for it.
    case cloudReturn(job: Int32, attempt: UInt32)
    case gatewayAlarm(ordinal: UInt32)
}
