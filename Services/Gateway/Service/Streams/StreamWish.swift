import Domain
import Kernel

/// What a client wants of a stream, as its request says it.
struct StreamWish: Hashable {
    var model: String
    var version: String?
    var framesPerSecond: Double
    /// `nil` leaves it to the model.
    var deadline: Duration?
    var frames: Int?
    var minExit: Int?

    /// The question to admission.
    func request(for model: ServedModel) throws(APIProblem) -> StreamRequest {
        if let minExit, minExit >= model.exits.count {
            throw .invalid("min_exit", "out_of_range", "must be an exit from 0 to \(model.exits.count - 1)")
        }
        return StreamRequest(
            model: model.id,
            period: .nanoseconds(Int64(1e9 / framesPerSecond)),
            deadline: deadline ?? model.defaultDeadline,
            frames: frames,
            mandatoryExit: minExit
        )
    }
}
