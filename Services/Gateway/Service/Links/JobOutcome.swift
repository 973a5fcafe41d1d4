import GatewayPolicy
import Messages

/// How one leg ended.
enum JobOutcome {
    case answer(Rubato_V1_JobResult)
    case failure(LegFailure)
}
