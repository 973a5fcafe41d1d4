import Approximation
import Days
import Foundation
import Kernel
import YAMLFiles

/// Days to be played under several rules, as YAML; `Tests/Experiments/days.yaml` shows the keys.
struct DayFile {
    /// One day, apart from its budget of energy and its seed.
    struct Day {
        let name: String
        let title: String
        let scenario: DayScenario
    }

    let name: String
    let title: String
    let text: String
    let days: [Day]
    let wattHours: [Double]
    let seeds: ClosedRange<Int>

    init(path: String, isQuick: Bool) throws {
        let fields = try YAMLFields(path: path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        title = try fields.text("title") ?? name
        text = try fields.text("text") ?? ""
        guard let catalogPath = try fields.text("catalog") else { throw fields.failure("catalog", "is needed") }
        let catalog = try DayCatalog(path: catalogPath.hasPrefix("/") ? catalogPath : "\(folder)/\(catalogPath)")
        let usual = try fields.whole("seeds", in: 1...1_000) ?? 10
        let few = try fields.whole("quick_seeds", in: 1...1_000) ?? 2
        let first = try fields.whole("first_seed", in: 1...1_000_000) ?? 1
        seeds = first...first + (isQuick ? few : usual) - 1
        wattHours = try Self.numbers(fields, "energy_wh")
        var configuration = ApproximationConfiguration()
        configuration.budget.dollars = try fields.number("dollars", in: 0...1e6) ?? configuration.budget.dollars
        configuration.horizon = .seconds(try fields.number("hours", in: 0.01...1_000).map { $0 * 3_600 } ?? 36_000)
        days = try (fields.items("days") ?? []).map { try Self.day($0.fields(), catalog, configuration) }
        guard !days.isEmpty else { throw fields.failure("days", "at least one is needed") }
        try fields.close()
    }

    private static func day(
        _ fields: YAMLFields,
        _ catalog: DayCatalog,
        _ configuration: ApproximationConfiguration
    ) throws -> Day {
        guard let name = try fields.text("name") else { throw fields.failure("name", "is needed") }
        let title = try fields.text("title") ?? name
        var applications: [Application] = []
        var contexts: [DayContext?] = []
        for item in try fields.items("applications") ?? [] {
            let own = try item.fields()
            contexts.append(try own.fields("context").map(context))
            applications.append(try application(own, catalog, after: applications))
        }
        guard !applications.isEmpty else { throw fields.failure("applications", "at least one is needed") }
        let outages = try outages(fields, configuration)
        try fields.close()
        let scenario = DayScenario(
            name: name,
            applications: applications,
            contexts: contexts,
            outages: outages,
            configuration: configuration
        )
        return Day(name: name, title: title, scenario: scenario)
    }

    private static func application(_ fields: YAMLFields, _ catalog: DayCatalog, after others: [Application]) throws
        -> Application
    {
        guard let name = try fields.text("task") else { throw fields.failure("task", "is needed") }
        guard let task = catalog.task(name) else {
            let known = catalog.tasks.map(\.name).joined(separator: ", ")
            throw fields.failure("task", "'\(name)' is not in the catalog; there are \(known)")
        }
        let base = try fields.text("base")
        let place = base.flatMap { base in others.firstIndex { $0.name == base && $0.base == nil } }
        guard base == nil || place != nil else { throw fields.failure("base", "is no application named before") }
        // What shares an input comes with it.
        let rate = try fields.number("per_second", in: 1e-6...1e6)
        guard let rate = place.map({ others[$0].rate }) ?? rate else { throw fields.failure("per_second", "is needed") }
        let isSpecialized = try fields.flag("specialized") ?? true
        try fields.close()
        return Application(
            name: name,
            rate: rate,
            variants: task.variants,
            special: isSpecialized ? task.special : [],
            base: place
        )
    }

    private static func context(_ fields: YAMLFields) throws -> DayContext {
        guard let dominant = try fields.whole("dominant", in: 1...199),
            let share = try fields.number("share", in: 0...1),
            let hours = try fields.number("hours", in: 0.001...1_000)
        else { throw fields.failure("", "needs dominant, share and hours") }
        var context = DayContext(dominant: dominant, share: share, duration: .seconds(hours * 3_600))
        context.onset = try fields.number("onset", in: 0...1) ?? context.onset
        try fields.close()
        return context
    }

    private static func outages(_ fields: YAMLFields, _ configuration: ApproximationConfiguration) throws
        -> [Range<Instant>]
    {
        let ranges = try (fields.items("outages_s") ?? []).map { item in
            guard let text = item.text, let range = YAMLFields.range(of: text), range.lowerBound >= 0,
                range.lowerBound < range.upperBound, range.upperBound < 1e9
            else { throw item.failure("is no range a..b of seconds") }
            return range
        }
        guard zip(ranges, ranges.dropFirst()).allSatisfy({ $0.upperBound < $1.lowerBound }) else {
            throw fields.failure("outages_s", "overlap or do not ascend")
        }
        return ranges.map {
            configuration.start + .seconds($0.lowerBound)..<configuration.start + .seconds($0.upperBound)
        }
    }

    private static func numbers(_ fields: YAMLFields, _ key: String) throws -> [Double] {
        let numbers = try (fields.items(key) ?? []).map { item in
            guard let number = item.text.flatMap({ Double($0) }), number >= 0, number < 1e9 else {
                throw item.failure("is no number of at least 0")
            }
            return number
        }
        guard !numbers.isEmpty else { throw fields.failure(key, "at least one is needed") }
        return numbers
    }
}
