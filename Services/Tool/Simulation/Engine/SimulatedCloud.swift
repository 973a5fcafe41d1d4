import Domain

/// The cloud tier's queue and its bill.
struct SimulatedCloud {
    var isReachable = true
    var busyServers = 0
    /// Jobs that wait, with their deadlines; the earliest is taken first.
    var waiting: [(deadline: Int64, job: Int32)] = []
    var busy: Int64 = 0
    var dollars = 0.0
    var jobs = 0

    mutating func takeNext() -> Int? {
        guard let next = waiting.indices.min(by: { waiting[$0] < waiting[$1] }) else { return nil }
        return Int(waiting.remove(at: next).job)
    }
}
