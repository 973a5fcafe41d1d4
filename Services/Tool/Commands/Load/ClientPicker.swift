/// Chooses the client of the next request: the first one that is not full.
///
/// Requests that share a connection share its reads and writes, at both ends. Spreading them would make the generator
/// and the gateway pay a system call for every request, on the cores that the cluster runs on.
struct ClientPicker {
    /// So many requests per client are under way before the next one is used; below the usual limit of streams.
    static let comfortable = 96

    private var open: [Int]

    init(clients: Int) {
        open = Array(repeating: 0, count: clients)
    }

    /// The number of the client that takes one more request; the emptiest when all are full.
    mutating func take() -> Int {
        let chosen = open.firstIndex { $0 < Self.comfortable } ?? open.indices.min { open[$0] < open[$1] } ?? 0
        open[chosen] += 1
        return chosen
    }

    /// One request of that client is settled.
    mutating func giveBack(_ client: Int) {
        open[client] -= 1
    }
}
