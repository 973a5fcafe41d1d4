import Domain
import Kernel
import ToolPolicy

// Where jobs come from.
extension Simulator {
    mutating func makeFlows() {
        for (index, source) in scenario.sources.enumerated() {
            var generator = SeededGenerator(seed: random.next())
            let model = scenario.models[source.model]
            orders.append((0..<Int32(model.records.sampleCount)).shuffled(using: &generator))
            drawn.append(0)
            rules.append(scenario.rule(of: source, model.served))
            enter(source, index, generator)
        }
    }

    private mutating func enter(_ source: SourceSpec, _ index: Int, _ generator: SeededGenerator) {
        var generator = generator
        let from = source.from.nanoseconds
        let until = min(length, source.until?.nanoseconds ?? length)
        switch source.arrivals {
        case .open(let pattern, let rate): enterOpenLoop(pattern, rate: rate, index, from, until, generator)
        case .load(let pattern, let share):
            let rate = share * scenario.fullDepthCapacity(of: source.model)
            enterOpenLoop(pattern, rate: rate, index, from, until, generator)
        case .closed(let clients, let pause):
            let kind = Flow.Kind.closed(pause: pause.nanoseconds)
            enterClients(clients, kind, index, from: from, until: until, &generator)
        case .steady(let clients, let pause):
            let kind = Flow.Kind.steady(pause: pause.nanoseconds)
            enterClients(clients, kind, index, from: from, until: until, &generator)
        case .streams(let spec): enterStreams(spec, source, index, from, until, generator)
        case .recorded(let arrivals):
            var flow = Flow(source: index, kind: .recorded(arrivals), random: generator, until: until)
            guard let first = arrivals.first else { return }
            flow.next = from + first.at.nanoseconds
            append(flow)
        }
    }

    private mutating func enterOpenLoop(
        _ pattern: ArrivalPattern,
        rate: Double,
        _ index: Int,
        _ from: Int64,
        _ until: Int64,
        _ generator: SeededGenerator
    ) {
        guard until > from else { return }
        var generator = generator
        let seed = generator.next()
        var schedule = ArrivalSchedule(
            pattern: pattern.scaled(by: scenario.loadFactor),
            rate: rate * scenario.loadFactor,
            length: .nanoseconds(until - from),
            seed: seed
        )
        guard let first = schedule.next() else { return }
        var flow = Flow(source: index, kind: .schedule(schedule), random: generator, until: until)
        flow.next = from + first.nanoseconds
        append(flow)
    }

    private mutating func enterClients(
        _ clients: Int,
        _ kind: Flow.Kind,
        _ index: Int,
        from: Int64,
        until: Int64,
        _ generator: inout SeededGenerator
    ) {
        let longest = Double(scenario.sources[index].deadline.upperBound.nanoseconds)
        for _ in 0..<clients {
            let own = SeededGenerator(seed: generator.next())
            var flow = Flow(source: index, kind: kind, random: own, until: until)
            // Clients do not begin in step.
            flow.next = from + Int64(flow.random.unit() * longest)
            append(flow)
        }
    }

    private mutating func enterStreams(
        _ spec: StreamSpec,
        _ source: SourceSpec,
        _ index: Int,
        _ from: Int64,
        _ until: Int64,
        _ generator: SeededGenerator
    ) {
        var generator = generator
        let count = max(1, Int((Double(spec.count) * scenario.loadFactor).rounded()))
        for number in 0..<count {
            var own = SeededGenerator(seed: generator.next())
            let rate = Double.random(in: spec.framesPerSecond, using: &own)
            let period = Int64(1e9 / rate)
            let kind = Flow.Kind.frames(period: period, jitter: spec.jitter.nanoseconds)
            var flow = Flow(source: index, kind: kind, random: own, until: until)
            flow.deadline = flow.random.length(in: source.deadline)
            flow.framesLeft = spec.frames.map { Int.random(in: $0, using: &flow.random) }
            flow.stream = StreamID("\(index)-\(number)")
            let joinAt = from + spec.joinOver.nanoseconds * Int64(number) / Int64(count)
            // Its own phase, so that no two streams are in step.
            flow.next = joinAt + Int64(flow.random.unit() * Double(period))
            flows.append(flow)
            agenda.enter(.join(flow: Int32(flows.count - 1)), at: joinAt)
            agenda.enter(.arrival(flow: Int32(flows.count - 1)), at: flow.next)
        }
    }

    private mutating func append(_ flow: Flow) {
        flows.append(flow)
        if flow.next < flow.until { agenda.enter(.arrival(flow: Int32(flows.count - 1)), at: flow.next) }
    }

    /// A job of the flow comes, and the flow's next arrival is entered.
    mutating func arrive(_ index: Int) {
        let source = flows[index].source
        let from = scenario.sources[source].from.nanoseconds
        let wish = scenario.sources[source].deadline
        let usual = scenario.sources[source].model
        var model = usual
        var sample = Int(orders[source][drawn[source] % orders[source].count])
        var deadline = flows[index].deadline
        var upcoming: Int64?
        switch flows[index].kind {
        case .schedule(var schedule):
            deadline = flows[index].random.length(in: wish)
            upcoming = schedule.next().map { from + $0.nanoseconds }
            flows[index].kind = .schedule(schedule)
        case .closed: deadline = flows[index].random.length(in: wish)
        case .steady(let pause):
            deadline = flows[index].random.length(in: wish)
            upcoming = agenda.now + max(1, deadline) + pause
        case .frames(let period, let jitter): upcoming = nextFrame(index, period: period, jitter: jitter)
        case .recorded(let arrivals):
            let arrival = arrivals[flows[index].count]
            model = slot(named: arrival.model) ?? model
            sample = arrival.sample % scenario.models[model].records.sampleCount
            deadline = arrival.deadline.nanoseconds
            let next = flows[index].count + 1
            upcoming = next < arrivals.count ? from + arrivals[next].at.nanoseconds : nil
        }
        flows[index].count += 1
        drawn[source] += 1
        if let upcoming, upcoming < flows[index].until { agenda.enter(.arrival(flow: Int32(index)), at: upcoming) }
        let rule =
            model == usual
            ? rules[source] : scenario.rule(of: scenario.sources[source], scenario.models[model].served)
        jobs.append(
            JobRecord(
                source: source,
                flow: index,
                model: model,
                sample: sample,
                arrival: agenda.now,
                deadline: agenda.now + max(1, deadline),
                rule: rule
            )
        )
        openJobs += 1
        admit(jobs.count - 1)
    }

    private mutating func nextFrame(_ index: Int, period: Int64, jitter: Int64) -> Int64? {
        flows[index].next += period
        if let left = flows[index].framesLeft {
            flows[index].framesLeft = left - 1
            if left <= 1 {
                leave(index)
                return nil
            }
        }
        let shift = jitter > 0 ? Int64.random(in: -jitter...jitter, using: &flows[index].random) : 0
        return flows[index].next + shift
    }

    private func slot(named name: String) -> Int? {
        scenario.models.firstIndex { $0.served.id.name == name || "\($0.served.id)" == name }
    }
}

extension SeededGenerator {
    /// Uniform over the range, in nanoseconds.
    mutating func length(in range: ClosedRange<Duration>) -> Int64 {
        let low = range.lowerBound.nanoseconds
        let span = range.upperBound.nanoseconds - low
        return span > 0 ? low + Int64(unit() * Double(span)) : low
    }
}

extension ArrivalPattern {
    /// The same bursts at other rates.
    func scaled(by factor: Double) -> ArrivalPattern {
        guard case .mmpp(let high, let low, let mean) = self else { return self }
        return .mmpp(high: high * factor, low: low * factor, meanSeconds: mean)
    }
}
