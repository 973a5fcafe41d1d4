/// Why a worker does not run a granted segment; each is a mistake of the scheduler.
package enum GrantRefusal: String, Equatable, Sendable {
    /// More are granted than may be at once.
    case tooMany = "too_many"
    case unknownModel = "unknown_model"
    /// The model has no such stages.
    case unknownStage = "unknown_stage"
    /// A segment of that number is not over yet.
    case numberInUse = "number_in_use"
    /// No staged job can be known on a lane that has not settled.
    case laneNotSettled = "lane_not_settled"
}
