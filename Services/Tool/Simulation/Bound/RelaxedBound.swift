import Domain

/// What no schedule can exceed on the arrivals of a run: the value of a relaxed problem that is solved exactly.
///
/// The relaxed scheduler knows all arrivals and what every exit will say; runs every stage at the cost per job of its best
/// batch size, whoever is there to share it; preempts and divides jobs at will; and has all workers as one machine of
/// their summed speed. Real schedules are among its schedules, so its best is a bound.
///
/// What a job can bring is made concave in the machine time spent on it (its upper envelope), which again only adds
/// schedules. The amounts of machine time that fit are then a polymatroid, over which the greedy order by value per
/// time is optimal (Federgruen and Groenevelt 1986): with densities in descending classes, the best is
/// `Σ density(k) · (F(k) − F(k−1))`, where `F(k)` is the most time that can be spent on the items of classes 1…k, and
/// that is what earliest deadline first spends (Glover 1967, for intervals).
///
/// Complications: classes are at most ``classLimit`` and count at their largest density. A stage that cannot be over by
/// the deadline even alone and at once is left out. Exit rules hold for the relaxed scheduler too, unless the
/// scenario lets some policies run on beyond them. Where real times lie
/// below their bounds, it has the least of them.
package struct RelaxedBound: Sendable {
    private static let classLimit = 128

    /// On the mean confidence of offered jobs, 0…1.
    package let value: Double
    /// On the accuracy of offered jobs, 0…1, for who even knows which answers are right; `nil` if it was not asked for.
    package let accuracy: Double?
    /// The mean confidence if every job ran as deep as its rule wants, however long that takes; this is no bound.
    package let service: Double

    package init(_ jobs: [JobRecord], of scenario: Scenario, knowsAnswers: Bool = false) {
        let costs = BoundCosts(scenario)
        service = Self.service(jobs, scenario)
        value = Self.bound(jobs, scenario, costs) { records, sample, exit in
            Double(records.confidence(sample: sample, exit: exit))
        }
        guard knowsAnswers else {
            accuracy = nil
            return
        }
        accuracy = Self.bound(jobs, scenario, costs) { records, sample, exit in
            records.isRight(sample: sample, exit: exit) ? 1 : 0
        }
    }

    private static func service(_ jobs: [JobRecord], _ scenario: Scenario) -> Double {
        var sum = 0.0
        for job in jobs {
            let model = scenario.models[job.model]
            let rule = scenario.rule(of: scenario.sources[job.source], model.served)
            let exit = (0...rule.lastExit).first { exit in
                rule.leaves(at: exit, confidence: model.records.confidence(sample: job.sample, exit: exit))
            }
            sum += Double(model.records.confidence(sample: job.sample, exit: exit ?? rule.lastExit))
        }
        return sum / Double(max(1, jobs.count))
    }

    private struct Item {
        let begin: Int64
        let end: Int64
        /// Machine time in nanoseconds.
        let cost: Double
        /// Value per nanosecond.
        let density: Double
    }

    private static func bound(
        _ jobs: [JobRecord],
        _ scenario: Scenario,
        _ costs: BoundCosts,
        _ value: (ExitRecords, Int, Int) -> Double
    ) -> Double {
        guard !jobs.isEmpty else { return 0 }
        var items: [Item] = []
        for job in jobs {
            let records = scenario.models[job.model].records
            let served = scenario.models[job.model].served
            let rule = scenario.widestRule(of: scenario.sources[job.source], served)
            let begin = job.arrival + costs.uplink
            let end = job.deadline - costs.downlink
            var points: [(cost: Double, value: Double)] = [(0, 0)]
            for exit in 0...rule.lastExit {
                guard begin + costs.alone[job.model][exit] <= end else { break }
                // Admission may promise less than the source's mandatory part.
                points.append((costs.shared[job.model][exit], value(records, job.sample, exit)))
                if rule.leaves(at: exit, confidence: records.confidence(sample: job.sample, exit: exit)) { break }
            }
            for (from, to) in envelope(points) {
                let cost = to.cost - from.cost
                items.append(Item(begin: begin, end: end, cost: cost, density: (to.value - from.value) / cost))
            }
        }
        return total(items, speed: costs.speed) / Double(jobs.count)
    }

    /// The rising part of the upper concave envelope as its segments, steepest first.
    static func envelope(_ points: [(cost: Double, value: Double)]) -> [(
        from: (cost: Double, value: Double), to: (cost: Double, value: Double)
    )] {
        var hull: [(cost: Double, value: Double)] = []
        for point in points where point.value > hull.last?.value ?? -1 {
            while hull.count >= 2 {
                let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                guard (b.value - a.value) * (point.cost - b.cost) <= (point.value - b.value) * (b.cost - a.cost) else {
                    break
                }
                hull.removeLast()
            }
            hull.append(point)
        }
        return zip(hull, hull.dropFirst()).map { ($0, $1) }
    }

    private static func total(_ items: [Item], speed: Double) -> Double {
        let dense = items.sorted { $0.density > $1.density }
        guard !dense.isEmpty else { return 0 }
        let whole = FluidCapacity(speed: speed)
        let wanted = dense.reduce(0) { $0 + $1.cost }
        // What fits without any choice needs no classes.
        if whole.spent(dense.map { ($0.begin, $0.end, $0.cost) }) >= wanted * (1 - 1e-12) {
            return dense.reduce(0) { $0 + $1.cost * $1.density }
        }
        let size = max(1, (dense.count + classLimit - 1) / classLimit)
        var sum = 0.0
        var before = 0.0
        for start in stride(from: 0, to: dense.count, by: size) {
            let end = min(start + size, dense.count)
            let through = whole.spent(dense[..<end].map { ($0.begin, $0.end, $0.cost) })
            sum += dense[start].density * max(0, through - before)
            before = through
        }
        return sum
    }
}
