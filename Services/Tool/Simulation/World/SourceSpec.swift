package import ToolPolicy

/// Where jobs come from: one kind of client with one kind of wish.
package struct SourceSpec: Sendable {
    package enum Arrivals: Sendable {
        /// Open loop: so many jobs per second, spread like that.
        case open(ArrivalPattern, rate: Double)
        /// Open loop at a share of what all workers do at full depth in best batches.
        case load(ArrivalPattern, share: Double)
        /// So many clients that each send the next job a pause after the answer, or after the deadline without one.
        case closed(clients: Int, pause: Duration)
        /// So many clients that each send the next job a pause after the deadline of the one before, answered or not, so
        /// that quick answers bring no further load.
        case steady(clients: Int, pause: Duration)
        /// Periodic streams that ask admission once for all their frames.
        case streams(StreamSpec)
        /// What was recorded; ``SourceSpec/deadline`` is not used.
        case recorded([RecordedArrival])
    }

    package var name: String
    /// The place in the scenario's models.
    package var model: Int
    package var arrivals: Arrivals
    /// Uniform; from the arrival to the answer.
    package var deadline: ClosedRange<Duration>
    /// When its jobs begin to come and when they stop; `nil` is the scenario's end.
    package var from = Duration.zero
    package var until: Duration?
    /// `nil` is the model's own.
    package var threshold: Float?
    package var mandatoryExit: Int?
    package var lastExit: Int?
    package var cloudIsAllowed = false
    package var bestEffortIsAllowed = false

    package init(name: String, model: Int, arrivals: Arrivals, deadline: ClosedRange<Duration>) {
        self.name = name
        self.model = model
        self.arrivals = arrivals
        self.deadline = deadline
    }
}
