import GatewayPolicy

/// What a stream's page says of its heads.
struct SpecialistNote {
    private let classes: [String]?
    private let isOrdered: Bool
    private let tally: WatchedStream.Tally

    /// `nil` of a stream that has never had any, and waits for none.
    init?(_ stream: WatchedStream, classes names: [String]) {
        classes = stream.specialClasses?.map { $0 < names.count ? names[$0] : "" }
        isOrdered = stream.awaitsHeads
        tally = stream.tally
        if classes == nil, !isOrdered, tally == WatchedStream.Tally() { return nil }
    }

    func write(to json: inout JSONWriter) {
        json.key("specialist")
        json.beginObject()
        json.key("state")
        json.string(classes != nil ? "in_force" : isOrdered ? "ordered" : "none")
        if let classes {
            json.key("classes")
            json.beginArray()
            for name in classes { json.string(name) }
            json.endArray()
        }
        for (key, count) in [
            ("frames_by_heads", tally.framesByHeads), ("frames_left", tally.framesLeft), ("audits", tally.audits),
            ("disagreements", tally.disagreements),
        ] {
            json.key(key)
            json.integer(count)
        }
        json.endObject()
    }
}
