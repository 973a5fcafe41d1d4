import Domain
import GatewayPolicy
import Messages

/// The answer to one sample, and how it came.
struct SampleAnswer {
    let result: Rubato_V1_JobResult
    let leg: Leg
    /// Waiting for verdicts, all of them.
    let admission: Duration
    /// From sending to the reply, on the leg that answered.
    let away: Duration
}
