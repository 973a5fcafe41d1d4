/// What makes no sense in an ask; it ends the call, because promises to a gateway that is not understood are worth nothing.
struct MalformedAsk: Error, Equatable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
