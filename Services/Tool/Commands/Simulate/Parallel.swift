import Foundation

/// Work without order on all cores.
enum Parallel {
    /// Results in the order of the numbers; the closure runs on several threads at once.
    static func map<Result: Sendable>(_ count: Int, _ work: @Sendable (Int) -> Result) -> [Result] {
        let results = Results<Result>(count)
        DispatchQueue.concurrentPerform(iterations: count) { number in
            results.set(number, to: work(number))
        }
        return results.all
    }

    // Safe because every access holds the lock.
    private final class Results<Element: Sendable>: @unchecked Sendable {
        private let lock = NSLock()
        private var elements: [Element?]

        init(_ count: Int) { elements = Array(repeating: nil, count: count) }

        func set(_ number: Int, to element: Element) { lock.withLock { elements[number] = element } }

        var all: [Element] { lock.withLock { elements.compactMap(\.self) } }
    }
}

/// Counts on several threads.
// Safe because every access holds the lock.
final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var value = 0

    func next() -> Int {
        lock.withLock {
            value += 1
            return value
        }
    }
}
