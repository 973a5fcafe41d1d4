import Synchronization

/// What a test has seen so far, from any thread, and a way to await more of it.
final class Journal<Entry: Sendable>: Sendable {
    struct TooFew: Error { let entries: [Entry] }

    private let state = Mutex<[Entry]>([])

    var entries: [Entry] { state.withLock { $0 } }

    func note(_ entry: Entry) { state.withLock { $0.append(entry) } }

    /// Waits until there are this many entries, for at most five seconds.
    func wait(for count: Int) async throws -> [Entry] {
        for _ in 0..<500 {
            let now = entries
            if now.count >= count { return now }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TooFew(entries: entries)
    }
}
