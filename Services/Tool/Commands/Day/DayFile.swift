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
        /// Shown where ours is not ahead.
        let why: String?
        let scenario: DayScenario
    }

    let name: String
    let title: String
    let text: String
    let days: [Day]
    let wattHours: [Double]
    let seeds: ClosedRange<Int>
    /// Whether every change of variant on the device loads, or a return to the device only; each is played.
    let loadModes: [Bool]

    init(path: String, isQuick: Bool) throws {
        let fields = try YAMLFields(path: path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        title = try fields.text("title") ?? name
        text = try fields.text("text") ?? ""
        let catalog = try Self.catalog(fields, in: folder)
        let usual = try fields.whole("seeds", in: 1...1_000) ?? 10
        let few = try fields.whole("quick_seeds", in: 1...1_000) ?? 2
        let first = try fields.whole("first_seed", in: 1...1_000_000) ?? 1
        seeds = first...first + (isQuick ? few : usual) - 1
        wattHours = try Self.numbers(fields, "energy_wh")
        loadModes = try Self.loadModes(fields)
        var configuration = ApproximationConfiguration()
        configuration.budget.dollars = try fields.number("dollars", in: 0...1e6) ?? configuration.budget.dollars
        configuration.horizon = .seconds(try fields.number("hours", in: 0.01...1_000).map { $0 * 3_600 } ?? 36_000)
        days = try (fields.items("days") ?? []).map { try Self.day($0.fields(), catalog, configuration) }
        guard !days.isEmpty else { throw fields.failure("days", "at least one is needed") }
        try fields.close()
    }

    private static func loadModes(_ fields: YAMLFields) throws -> [Bool] {
        let modes = try (fields.items("loads") ?? []).map { item in
            switch item.text {
            case "as_published": return false
            case "every_change": return true
            default: throw item.failure("is neither as_published nor every_change")
            }
        }
        return modes.isEmpty ? [false, true] : modes
    }

    /// One of the form of `deploy/catalogs/mcdnn.yaml`, or one that was compiled here.
    private static func catalog(_ fields: YAMLFields, in folder: String) throws -> DayCatalog {
        guard let name = try fields.text("catalog") else { throw fields.failure("catalog", "is needed") }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name)"
        guard path.hasSuffix(".json") else { return try DayCatalog(path: path) }
        var terms = CompiledCatalog.Terms()
        terms.device = try fields.text("device") ?? terms.device
        terms.serverSpeed = try fields.number("server_speed", in: 0.001...1e6) ?? terms.serverSpeed
        terms.loadWatts = try fields.number("load_watts", in: 0...1e6) ?? terms.loadWatts
        return DayCatalog(try CompiledCatalog(path: path, terms))
    }

    private static func day(
        _ fields: YAMLFields,
        _ catalog: DayCatalog,
        _ configuration: ApproximationConfiguration
    ) throws -> Day {
        guard let name = try fields.text("name") else { throw fields.failure("name", "is needed") }
        let title = try fields.text("title") ?? name
        let why = try fields.text("why")
        var applications: [Application] = []
        var contexts: [DayContext?] = []
        var replays: [ReplayedTask?] = []
        for item in try fields.items("applications") ?? [] {
            let own = try item.fields()
            let task = try task(own, catalog)
            contexts.append(try own.fields("context").map { try context($0, task.replay) })
            replays.append(task.replay)
            applications.append(try application(own, task, after: applications))
        }
        guard !applications.isEmpty else { throw fields.failure("applications", "at least one is needed") }
        let outages = try outages(fields, configuration)
        try fields.close()
        var scenario = DayScenario(
            name: name,
            applications: applications,
            contexts: contexts,
            outages: outages,
            configuration: configuration
        )
        scenario.replays = replays
        return Day(name: name, title: title, why: why, scenario: scenario)
    }

    private static func task(_ fields: YAMLFields, _ catalog: DayCatalog) throws -> DayCatalog.Entry {
        guard let name = try fields.text("task") else { throw fields.failure("task", "is needed") }
        guard let task = catalog.task(name) else {
            let known = catalog.tasks.map(\.name).joined(separator: ", ")
            throw fields.failure("task", "'\(name)' is not in the catalog; there are \(known)")
        }
        let names = try (fields.items("variants") ?? []).map { item in
            guard let name = item.text else { throw item.failure("is no name") }
            return name
        }
        for name in names where !task.variants.contains(where: { $0.name == name }) {
            let known = task.variants.map(\.name).joined(separator: ", ")
            throw fields.failure("variants", "'\(name)' is no variant of \(task.name); there are \(known)")
        }
        return names.isEmpty ? task : task.only(names) ?? task
    }

    private static func application(_ fields: YAMLFields, _ task: DayCatalog.Entry, after others: [Application]) throws
        -> Application
    {
        let base = try fields.text("base")
        let place = base.flatMap { base in others.firstIndex { $0.name == base && $0.base == nil } }
        guard base == nil || place != nil else { throw fields.failure("base", "is no application named before") }
        // What shares an input comes with it.
        let rate = try fields.number("per_second", in: 1e-6...1e6)
        guard let rate = place.map({ others[$0].rate }) ?? rate else { throw fields.failure("per_second", "is needed") }
        let isSpecialized = try fields.flag("specialized") ?? true
        try fields.close()
        return Application(
            name: task.name,
            rate: rate,
            variants: task.variants,
            special: isSpecialized ? task.special : [],
            base: place
        )
    }

    /// Where answers are replayed, the task's classes are the stream's, and its specialists know the dominant ones.
    private static func context(_ fields: YAMLFields, _ task: ReplayedTask?) throws -> DayContext {
        guard let dominant = try fields.whole("dominant", in: 1...(task?.dominantCount ?? 199)),
            let share = try fields.number("share", in: 0...1),
            let hours = try fields.number("hours", in: 0.001...1_000)
        else { throw fields.failure("", "needs dominant, share and hours") }
        var context = DayContext(dominant: dominant, share: share, duration: .seconds(hours * 3_600))
        if let task { (context.classes, context.specialized) = (task.classes.count, task.dominantCount) }
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
