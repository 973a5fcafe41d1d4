import Domain
import Foundation
import Simulation
import ToolPolicy
import YAMLFiles

/// Reads `sources`: where jobs come from.
struct SourceReader {
    let models: [SimulatedModel]
    let folder: String

    func read(_ fields: YAMLFields) throws -> [SourceSpec] {
        guard let items = try fields.items("sources"), !items.isEmpty else {
            throw fields.failure("sources", "at least one is needed")
        }
        return try items.enumerated().map { try source($1.fields(), number: $0) }
    }

    private func source(_ own: YAMLFields, number: Int) throws -> SourceSpec {
        let model = try slot(own)
        let arrivals = try arrivals(own)
        let usual = models[model].served.defaultDeadline
        var source = SourceSpec(
            name: try own.text("name") ?? "source \(number)",
            model: model,
            arrivals: arrivals,
            deadline: try own.milliseconds("deadline_ms") ?? usual...usual
        )
        source.from = try own.duration("from_s", unit: 1e9) ?? .zero
        source.until = try own.duration("until_s", unit: 1e9)
        source.threshold = try own.number("threshold").map { Float($0) }
        let deepest = models[model].served.exits.count - 1
        source.lastExit = try own.whole("last_exit", in: 0...deepest)
        source.mandatoryExit = try own.whole("mandatory_exit", in: 0...(source.lastExit ?? deepest))
        source.cloudIsAllowed = try own.flag("cloud") ?? false
        source.bestEffortIsAllowed = try own.flag("best_effort") ?? false
        try own.close()
        return source
    }

    private func slot(_ own: YAMLFields) throws -> Int {
        guard let name = try own.text("model") else {
            guard models.count == 1 else { throw own.failure("model", "is needed where there are several") }
            return 0
        }
        guard let slot = models.firstIndex(where: { $0.served.id.name == name || "\($0.served.id)" == name }) else {
            throw own.failure("model", "'\(name)' is not among the scenario's models")
        }
        return slot
    }

    private func arrivals(_ own: YAMLFields) throws -> SourceSpec.Arrivals {
        let closed = try own.whole("closed", in: 1...1_000_000)
        let pause = try own.duration("pause_ms", unit: 1e6) ?? .zero
        let next = try own.text("next") ?? "answer"
        guard next == "answer" || next == "deadline" else { throw own.failure("next", "is answer or deadline") }
        let streams = try streams(own)
        let text = try own.text("arrivals")
        let rate = try own.number("rate", in: 1e-6...1e9)
        let load = try own.number("load", in: 1e-6...1e6)
        guard [closed != nil, streams != nil, text != nil || rate != nil || load != nil].count(where: \.self) == 1
        else {
            throw own.failure("arrivals", "name exactly one of arrivals (with rate or load), closed and streams")
        }
        if let closed {
            return next == "answer" ? .closed(clients: closed, pause: pause) : .steady(clients: closed, pause: pause)
        }
        if let streams { return .streams(streams) }
        guard let pattern = ArrivalPattern(text ?? "poisson") else {
            throw own.failure(
                "arrivals",
                "'\(text ?? "")' is no pattern: poisson, gamma:CV, mmpp:HIGH,LOW,SECONDS, periodic or trace:FILE"
            )
        }
        if case .trace(let path) = pattern {
            let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
            return .recorded(try ArrivalsFile.read(full))
        }
        if let load { return .load(pattern, share: load) }
        guard let rate = rate ?? (pattern.needsRate ? nil : 1) else { throw own.failure("rate", "or load is needed") }
        return .open(pattern, rate: rate)
    }

    private func streams(_ own: YAMLFields) throws -> StreamSpec? {
        let fps = try own.range("fps", in: 1e-3...1e6)
        let joinOver = try own.duration("join_over_s", unit: 1e9) ?? .zero
        let frames = try own.range("frames", in: 1...1e12)
        let jitter = try own.duration("jitter_ms", unit: 1e6) ?? .zero
        guard let count = try own.whole("streams", in: 1...1_000_000) else { return nil }
        guard let fps else { throw own.failure("fps", "is needed for streams") }
        var spec = StreamSpec(count: count, framesPerSecond: fps)
        spec.joinOver = joinOver
        spec.frames = frames.map { Int($0.lowerBound)...Int($0.upperBound) }
        spec.jitter = jitter
        return spec
    }
}
