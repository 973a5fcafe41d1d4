import Dispatch

/// Holds the compute thread until a test lets it go on.
final class Gate: Sendable {
    private let entered = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    /// Called by the thread that is to be held; gives up after 10 s so that a failing test ends.
    func pass() {
        entered.signal()
        _ = opened.wait(timeout: .now() + 10)
    }

    func open() { opened.signal() }

    /// Whether somebody came within 10 s.
    func waitForEntry() async -> Bool {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: self.entered.wait(timeout: .now() + 10) == .success)
            }
        }
    }
}
