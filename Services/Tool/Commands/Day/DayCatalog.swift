import Approximation
import Days
import YAMLFiles

/// A catalog of variants as YAML; `deploy/catalogs/mcdnn.yaml` shows the keys.
struct DayCatalog {
    struct Entry {
        let name: String
        let variants: [Variant]
        let special: [Variant]
        /// What its variants really said; `nil`: only means are known.
        let replay: ReplayedTask?

        /// The entry with these variants only, in the catalog's order; `nil` if it has not all of them.
        func only(_ names: [String]) -> Entry? {
            guard names.allSatisfy({ name in variants.contains { $0.name == name } }) else { return nil }
            func places(_ list: [Variant]) -> [Int] { list.indices.filter { names.contains(list[$0].name) } }
            let (general, own) = (places(variants), places(special))
            return Entry(
                name: name,
                variants: general.map { variants[$0] },
                special: own.map { special[$0] },
                replay: replay?.only(general: general, special: own)
            )
        }
    }

    let name: String
    let tasks: [Entry]

    init(path: String) throws {
        let fields = try YAMLFields(path: path)
        name = try fields.text("name") ?? fields.missing("name")
        tasks = try (fields.items("tasks") ?? []).map { try Self.entry($0.fields()) }
        guard !tasks.isEmpty else { throw fields.failure("tasks", "at least one is needed") }
        try fields.close()
    }

    init(_ compiled: CompiledCatalog) {
        name = compiled.name
        tasks = compiled.tasks
    }

    func task(_ name: String) -> Entry? { tasks.first { $0.name == name } }

    private static func entry(_ fields: YAMLFields) throws -> Entry {
        let name: String = try fields.text("name") ?? fields.missing("name")
        let variants = try (fields.items("variants") ?? []).map { try variant($0.fields(), isSpecial: false) }
        guard !variants.isEmpty else { throw fields.failure("variants", "at least one is needed") }
        let special = try (fields.items("special") ?? []).map { try variant($0.fields(), isSpecial: true) }
        for list in [variants, special] where Set(list.map(\.name)).count < list.count {
            throw fields.failure("variants", "two have one name")
        }
        try fields.close()
        return Entry(name: name, variants: variants, special: special, replay: nil)
    }

    private static func variant(_ fields: YAMLFields, isSpecial: Bool) throws -> Variant {
        let name: String = try fields.text("name") ?? fields.missing("name")
        let accuracy = isSpecial ? 0 : try needed(fields, "accuracy", in: 0...100) / 100
        let contexts = isSpecial ? try contexts(fields) : []
        let megabytes = try fields.number("memory_mb", in: 0...1e9)
        let exits = try (fields.items("exits") ?? []).map { try exit($0.fields()) }
        guard zip(exits, exits.dropFirst()).allSatisfy({ $0.work < $1.work }) else {
            throw fields.failure("exits", "do not go deeper")
        }
        let (device, server) = (try device(fields), try server(fields))
        guard device != nil || server != nil else { throw fields.failure("", "runs nowhere: give times") }
        try fields.close()
        return Variant(
            name: name,
            accuracy: accuracy,
            inContext: contexts,
            exits: exits,
            memoryBytes: megabytes.map { Int64($0 * 1e6) },
            device: device,
            server: server
        )
    }

    private static func contexts(_ fields: YAMLFields) throws -> [ContextAccuracy] {
        guard let table = try fields.fields("in_context") else { throw fields.failure("in_context", "is needed") }
        let entries = try table.texts().map { key, value in
            guard let share = Double(key), (0...1).contains(share), let percent = Double(value),
                (0...100).contains(percent)
            else { throw table.failure(key, "'\(value)' is no percentage at a share of 0 to 1") }
            return ContextAccuracy(share: share, accuracy: percent / 100)
        }
        let sorted = entries.sorted { $0.share < $1.share }
        guard !sorted.isEmpty, zip(sorted, sorted.dropFirst()).allSatisfy({ $0.share < $1.share }) else {
            throw fields.failure("in_context", "names no share, or one twice")
        }
        return sorted
    }

    private static func exit(_ fields: YAMLFields) throws -> VariantExit {
        let work = try needed(fields, "work", in: 0...1)
        let accuracy = try needed(fields, "accuracy", in: 0...100)
        try fields.close()
        return VariantExit(work: work, accuracy: accuracy / 100)
    }

    private static func device(_ fields: YAMLFields) throws -> DeviceCost? {
        let keys = ["load_ms", "compute_ms", "load_j", "compute_j"]
        guard let values = try all(fields, keys) else { return nil }
        return DeviceCost(
            load: .milliseconds(values[0]),
            compute: .milliseconds(values[1]),
            loadJoules: values[2],
            computeJoules: values[3]
        )
    }

    private static func server(_ fields: YAMLFields) throws -> ServerCost? {
        guard let values = try all(fields, ["server_load_ms", "server_compute_ms"]) else { return nil }
        return ServerCost(load: .milliseconds(values[0]), compute: .milliseconds(values[1]))
    }

    /// All of these or none.
    private static func all(_ fields: YAMLFields, _ keys: [String]) throws -> [Double]? {
        let values = try keys.map { try fields.number($0, in: 0...1e9) }
        let known = values.compactMap(\.self)
        guard known.isEmpty || known.count == keys.count else {
            throw fields.failure("", "needs all of \(keys.joined(separator: ", ")) or none")
        }
        return known.isEmpty ? nil : known
    }

    private static func needed(_ fields: YAMLFields, _ key: String, in range: ClosedRange<Double>) throws -> Double {
        guard let number = try fields.number(key, in: range) else { throw fields.failure(key, "is needed") }
        return number
    }
}
