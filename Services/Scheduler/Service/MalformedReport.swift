/// What makes no sense in a report; it ends the lane, because a worker that is not understood must not be commanded.
struct MalformedReport: Error, Equatable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
