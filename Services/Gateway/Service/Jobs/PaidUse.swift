import Domain

/// What the legs that one verdict paid for have used, as far as they have said.
struct PaidUse {
    private var joules = 0.0
    private var dollars = 0.0
    /// Legs to workers, and to cloud tiers, that have not said what they used.
    private var openWorkers = 0
    private var openClouds = 0
    private(set) var isEmpty = true

    var use: JobUse {
        JobUse(joules: openWorkers > 0 ? nil : joules, dollars: openClouds > 0 ? nil : dollars)
    }

    mutating func begin(toCloud: Bool) {
        isEmpty = false
        if toCloud { openClouds += 1 } else { openWorkers += 1 }
    }

    /// Takes what a leg's answer says; zeroes of one that was not taken in.
    mutating func end(toCloud: Bool, joules: Double = 0, dollars: Double = 0) {
        self.joules += joules
        self.dollars += dollars
        if toCloud { openClouds -= 1 } else { openWorkers -= 1 }
    }
}
