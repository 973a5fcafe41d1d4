package import Domain
import Kernel

/// What is known of jobs, by their numbers.
package struct JobTable<Value: Sendable>: Sendable {
    private var index = PlaceIndex()
    private var values: [Value?] = []

    package init() {}

    package var count: Int { index.count }

    package subscript(id: JobID) -> Value? { index.place(of: id.rawValue).flatMap { values[$0] } }

    /// Where the job's value lies until something is removed; `nil` if there is none.
    func place(of id: JobID) -> Int? { index.place(of: id.rawValue) }

    /// Lets the value at a place that ``place(of:)`` has told be changed where it lies.
    mutating func change(at place: Int, _ body: (inout Value?) -> Void) { body(&values[place]) }

    /// - Returns: Whether the job was not there before.
    @discardableResult
    mutating func enter(_ value: Value, for id: JobID) -> Bool {
        let (place, isNew) = index.enter(id.rawValue)
        if place == values.count { values.append(value) } else { values[place] = value }
        return isNew
    }

    /// - Returns: What was there.
    @discardableResult
    mutating func remove(_ id: JobID) -> Value? {
        guard let place = index.leave(id.rawValue) else { return nil }
        return values[place].take()
    }
}
