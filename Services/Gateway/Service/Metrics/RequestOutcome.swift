/// How a request ended, as goodput counts it.
enum RequestOutcome: String, CaseIterable {
    case inDeadline = "in_deadline"
    case late
    /// No promise was made; with the reason of the refusal.
    case refused
    /// Accepted and not answered, or wrong in itself.
    case failed
    /// The client has gone.
    case canceled
}
