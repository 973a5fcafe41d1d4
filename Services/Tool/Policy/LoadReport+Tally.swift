private import Histogram

extension LoadReport {
    /// Sums a tally up.
    ///
    /// - Parameters:
    ///   - tally: All outcomes of the run.
    ///   - seconds: How long requests were sent, above 0.
    ///   - hasLabels: Whether right and wrong answers can be told apart.
    ///   - run: The conditions.
    package init(_ tally: LoadTally, seconds: Double, hasLabels: Bool, run: RunContext) {
        self.init()
        offered = tally.offered
        answered = tally.answered
        inDeadline = tally.inDeadline
        late = tally.late
        refused = tally.refused
        failed = tally.failed
        lost = tally.lost
        if hasLabels {
            accuracyOfOffered = offered > 0 ? Double(tally.correctInDeadline) / Double(offered) : nil
            accuracyOfAnswered = answered > 0 ? Double(tally.correct) / Double(answered) : nil
        }
        goodputRPS = Double(tally.inDeadline) / seconds
        exits = Dictionary(uniqueKeysWithValues: tally.exits.map { ("\($0.key)", $0.value) })
        addTimes(tally)
        withRetryAfter = tally.withRetryAfter
        refusalReasons = tally.refusals
        failureReasons = tally.failures
        offloaded = tally.offloaded
        fallbacks = tally.fallbacks
        hedged = tally.hedged
        costUSD = tally.costUSD
        modeledJoules = tally.modeledJoules
        ladder = tally.ladder
        if !ladder.isEmpty || !tally.exhausted.isEmpty { ladder["refused"] = tally.refused }
        budgetsExhausted = tally.exhausted
        emulation = tally.emulation
        if tally.byHeads + tally.audited > 0 {
            var found = Specialists()
            found.answers = tally.byHeads
            found.audited = tally.audited
            if hasLabels, tally.byHeads > 0 { found.accuracy = Double(tally.correctByHeads) / Double(tally.byHeads) }
            specialists = found
        }
        self.run = run
        self.run.seconds = seconds
        self.run.offeredRPS = Double(offered) / seconds
    }

    /// Takes what each exit costs into account.
    ///
    /// - Parameter work: Up to each exit, in MFLOP; empty if unknown.
    package mutating func meanWork(_ work: [Double]) {
        guard let full = work.last, answered > 0 else { return }
        let total = exits.reduce(0) { sum, exit in
            guard let index = Int(exit.key), work.indices.contains(index) else { return sum }
            return sum + work[index] * Double(exit.value)
        }
        meanMFLOP = total / Double(max(1, exits.values.reduce(0, +)))
        fullMFLOP = full
    }

    private mutating func addTimes(_ tally: LoadTally) {
        latency = Quantiles(tally.answerTimes)
        refusalTime = Quantiles(tally.refusalTimes)
        settleTime = Quantiles(tally.settleTimes)
        let lateness = Quantiles(tally.lateness)
        generatorLateness = Lateness(p99: lateness.p99, max: lateness.max)
        serverLegs = tally.legs.mapValues { Quantiles($0) }
    }
}

extension LoadReport.Quantiles {
    fileprivate init(_ histogram: Histogram<UInt32>) {
        guard histogram.totalCount > 0 else { return }
        p50 = Double(histogram.valueAtPercentile(50)) / 1_000
        p90 = Double(histogram.valueAtPercentile(90)) / 1_000
        p99 = Double(histogram.valueAtPercentile(99)) / 1_000
        p999 = Double(histogram.valueAtPercentile(99.9)) / 1_000
        max = Double(histogram.max) / 1_000
    }
}
