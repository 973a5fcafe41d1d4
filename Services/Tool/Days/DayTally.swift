package import Approximation
import Kernel

/// Counts what became of a day's requests.
package struct DayTally: Sendable {
    /// What one application, or one hour, got.
    package struct Part: Sendable {
        package fileprivate(set) var offered = 0
        package fileprivate(set) var dropped = 0
        /// Expected right answers.
        package fileprivate(set) var right = 0.0

        /// The share of expected right answers in all that was offered; what was dropped is wrong.
        package var accuracy: Double { offered > 0 ? right / Double(offered) : 0 }
    }

    /// In how many parts of equal length the day is shown.
    package static let partCount = 40

    package private(set) var all = Part()
    package private(set) var byApplication: [Part]
    /// Of equal length, one after the other.
    package private(set) var byTime: [Part]
    package private(set) var spent = Charge.none
    /// At the end of each part of the day.
    package private(set) var spentByTime: [Charge]
    package private(set) var onServer = 0
    package private(set) var onDevice = 0
    package private(set) var shared = 0
    package private(set) var specialized = 0
    package private(set) var loads = 0
    /// What a rule did that cannot be done, in words; empty unless it has a fault.
    package private(set) var violations: [String] = []
    private let start: Instant
    private let horizon: Duration

    init(_ scenario: DayScenario) {
        byApplication = scenario.applications.map { _ in Part() }
        byTime = Array(repeating: Part(), count: Self.partCount)
        spentByTime = Array(repeating: .none, count: Self.partCount)
        start = scenario.configuration.start
        horizon = scenario.configuration.horizon
    }

    mutating func drop(_ arrival: DayTrace.Arrival) {
        count(arrival) {
            $0.offered += 1
            $0.dropped += 1
        }
    }

    mutating func serve(
        _ arrival: DayTrace.Arrival,
        _ choice: Choice,
        _ accuracy: Double,
        _ charge: Charge,
        loads isLoaded: Bool
    ) {
        spent = spent + charge
        count(arrival) {
            $0.offered += 1
            $0.right += accuracy
        }
        if choice.isShared {
            shared += 1
        } else if choice.place == .server {
            onServer += 1
        } else {
            onDevice += 1
        }
        if choice.variant.isSpecial { specialized += 1 }
        if isLoaded { loads += 1 }
    }

    mutating func violate(_ words: String) {
        if violations.count < 20 { violations.append(words) }
    }

    private mutating func count(_ arrival: DayTrace.Arrival, _ body: (inout Part) -> Void) {
        let part = (arrival.at - start).seconds / horizon.seconds * Double(Self.partCount)
        let index = min(Self.partCount - 1, Int(part))
        body(&all)
        body(&byApplication[arrival.request.application])
        body(&byTime[index])
        for later in index..<Self.partCount { spentByTime[later] = spent }
    }
}
