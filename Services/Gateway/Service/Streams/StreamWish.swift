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
    var jitter: Duration?
    var tenant: String?
    var maySpecialize = true
    /// The variant that is wanted, and no other.
    var variant: String?
    var variantIsAllowed = true

    /// The question to admission.
    func request(for model: ServedModel, tenant: TenantID) throws(APIProblem) -> StreamRequest {
        if let minExit, minExit >= model.exits.count {
            throw .invalid("min_exit", "out_of_range", "must be an exit from 0 to \(model.exits.count - 1)")
        }
        let period = Duration.nanoseconds(Int64(1e9 / framesPerSecond))
        if let jitter, jitter > period {
            throw .invalid("jitter_ms", "out_of_range", "must not exceed the period")
        }
        return StreamRequest(
            model: model.id,
            period: period,
            deadline: deadline ?? model.defaultDeadline,
            frames: frames,
            mandatoryExit: minExit,
            jitter: jitter,
            tenant: tenant,
            maySpecialize: maySpecialize,
            variantIsAllowed: variantIsAllowed && variant == nil
        )
    }
}
