/// Why a job gets no answer.
package enum JobFailure: String, Equatable, Sendable {
    /// Its deadline came before its mandatory part was done.
    case deadlinePassed = "deadline_passed"
    /// The scheduler gave it up before its mandatory part was done.
    case dropped
    /// The run that it was part of broke.
    case broken = "execution_failed"
}
