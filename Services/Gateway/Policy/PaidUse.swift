package import Domain

/// What the legs that one verdict paid for have used, as far as they have said.
package struct PaidUse: Hashable, Sendable {
    private var joules = 0.0
    private var dollars = 0.0
    /// Legs to workers, and to cloud tiers, that have not said what they used.
    private var openWorkers = 0
    private var openClouds = 0
    package private(set) var isEmpty = true

    package init() {}

    package var use: JobUse {
        JobUse(joules: openWorkers > 0 ? nil : joules, dollars: openClouds > 0 ? nil : dollars)
    }

    package mutating func begin(toCloud: Bool) {
        isEmpty = false
        if toCloud { openClouds += 1 } else { openWorkers += 1 }
    }

    /// Takes what a leg's answer says; zeroes of one that was not taken in.
    package mutating func end(toCloud: Bool, joules: Double = 0, dollars: Double = 0) {
        self.joules += joules
        self.dollars += dollars
        if toCloud { openClouds -= 1 } else { openWorkers -= 1 }
    }
}
