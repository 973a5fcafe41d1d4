import Domain

/// What no schedule can exceed on the mean that knows all arrivals of a run, but of a job's further exits only what its last one
/// lets expect.
///
/// The same relaxed machine as ``RelaxedBound``'s, with jobs whose value for mean machine time is that of their ``ExitChain``.
/// Whatever a scheduler does, the mean times that it gives to jobs fit the machine, and what it makes of them lies below
/// these lines; so the greedy over their segments bounds the expectation. What lies between both bounds is hindsight.
package struct UnforeseenBound: Sendable {
    /// Segments of one class differ by at most this factor in value per time, and count as its best.
    private static let classWidth = 1.005

    /// On the accuracy of offered jobs, 0…1.
    package let accuracy: Double

    /// A kind of jobs that have one line: their source, model, and the deepest exit that their deadlines leave.
    private struct Kind: Hashable {
        let source: Int
        let model: Int
        let stages: Int
    }

    private struct Item {
        let begin: Int64
        let end: Int64
        let kind: Int
    }

    private struct Segment {
        let kind: Int
        let time: Double
        /// Value per nanosecond.
        let density: Double
    }

    package init(_ jobs: [JobRecord], of scenario: Scenario) {
        let costs = BoundCosts(scenario)
        var kinds: [Kind: Int] = [:]
        var segments: [Segment] = []
        let items = jobs.map { job in
            let budget = job.deadline - costs.downlink - job.arrival - costs.uplink
            let rule = scenario.widestRule(of: scenario.sources[job.source], scenario.models[job.model].served)
            let stages = costs.alone[job.model][...rule.lastExit].prefix { $0 <= budget }.count
            let kind = Kind(source: job.source, model: job.model, stages: stages)
            let number = kinds[kind] ?? kinds.count
            if kinds.updateValue(number, forKey: kind) == nil {
                let sums = costs.shared[job.model].prefix(stages)
                let times = zip(sums, [0] + sums).map { $0 - $1 }
                let chain = ExitChain(scenario.models[job.model].records, rule: rule, stageTimes: times)
                segments += Self.segments(chain, kind: number)
            }
            return Item(begin: job.arrival + costs.uplink, end: job.deadline - costs.downlink, kind: number)
        }
        accuracy = Self.total(items, segments, kinds: kinds.count, speed: costs.speed) / Double(max(1, jobs.count))
    }

    private static func segments(_ chain: ExitChain, kind: Int) -> [Segment] {
        zip(chain.corners, chain.corners.dropFirst()).map { low, high in
            let time = high.time - low.time
            return Segment(kind: kind, time: time, density: (high.value - low.value) / time)
        }
    }

    /// Segments in descending classes, each counted at its largest density, as far as the machine has time for them.
    private static func total(_ items: [Item], _ segments: [Segment], kinds: Int, speed: Double) -> Double {
        let dense = segments.sorted { ($0.density, $0.kind) > ($1.density, $1.kind) }
        let machine = FluidCapacity(speed: speed)
        var times = [Double](repeating: 0, count: kinds)
        var sum = 0.0
        var before = 0.0
        var rest = dense[...]
        while let best = rest.first {
            let alike = rest.prefix { $0.density * classWidth >= best.density }
            rest = rest.dropFirst(alike.count)
            for segment in alike { times[segment.kind] += segment.time }
            let through = machine.spent(items.map { ($0.begin, $0.end, times[$0.kind]) })
            sum += best.density * max(0, through - before)
            before = through
        }
        return sum
    }
}
