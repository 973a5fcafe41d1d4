import ToolPolicy

/// Decides when the next request of a run is sent, and where to.
enum SendPlan: Sendable {
    /// To the model, at the times of a schedule.
    case arrivals(ArrivalSchedule)
    /// To each stream in its turn.
    case frames(FrameSchedule)
    /// To the model, whenever one of that many requests has been settled.
    case closed(Int)

    /// The next intended time from the start of the run, with the number of the place; `nil` at the end.
    mutating func next() -> (offset: Duration, place: Int)? {
        switch self {
        case .arrivals(var schedule):
            guard let offset = schedule.next() else { return nil }
            self = .arrivals(schedule)
            return (offset, 0)
        case .frames(var schedule):
            guard let frame = schedule.next() else { return nil }
            self = .frames(schedule)
            return (frame.offset, frame.stream)
        case .closed: return nil
        }
    }
}
