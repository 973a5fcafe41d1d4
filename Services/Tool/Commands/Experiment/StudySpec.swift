import YAMLFiles

/// One study of an experiment: one value varied, several policies, all on the same arrivals.
struct StudySpec {
    let name: String
    let title: String
    let text: String
    let settings: [(key: String, value: String)]
    /// What is varied; `nil`: nothing, and the plots are bars.
    let key: String?
    let keyLabel: String
    let values: [String]
    let policies: [String]
    let names: [String: String]
    /// Policies under names of their own, with values of the scenario that only they change.
    let variants: [String: StudyVariant]
    let seeds: Int
    let plots: [PlotSpec]
    let claims: [Claim]
    /// Tries of the parameter search for each policy, 0 for none.
    let search: Int
    let bound: Bool
    let timing: Bool

    init(_ fields: YAMLFields, isQuick: Bool) throws {
        name = try fields.text("name") ?? fields.missing("name")
        title = try fields.text("title") ?? name
        text = try fields.text("text") ?? ""
        settings = try fields.fields("set")?.texts() ?? []
        let sweep = try fields.text("sweep").map { try Sweep($0) }
        let quickSweep = try fields.text("quick_sweep").map { try Sweep($0) }
        key = sweep?.key
        keyLabel = try fields.text("sweep_label") ?? sweep?.key ?? ""
        values = (isQuick ? quickSweep?.values : nil) ?? sweep?.values ?? [""]
        let named = try (fields.items("variants") ?? []).map { try StudyVariant($0.fields()) }
        variants = Dictionary(named.map { ($0.name, $0) }) { first, _ in first }
        policies = try Self.list(fields, "policies") + named.map(\.name)
        guard Set(policies).count == policies.count else { throw fields.failure("variants", "two have one name") }
        names = Dictionary(try fields.fields("names")?.texts() ?? []) { first, _ in first }
        let usual = try fields.whole("seeds", in: 1...1_000) ?? 10
        let few = try fields.whole("quick_seeds", in: 1...1_000) ?? 2
        seeds = isQuick ? few : usual
        plots = try (fields.items("plots") ?? []).map { try PlotSpec($0.fields()) }
        claims = try (fields.items("claims") ?? []).map { try Claim($0.fields()) }
        let tries = try fields.whole("search", in: 0...10_000) ?? 0
        search = isQuick ? 0 : tries
        bound = try fields.flag("bound") ?? true
        timing = try fields.flag("timing") ?? false
        try fields.close()
    }

    /// A study as `rubato simulate` is asked for one: one plot, no claims.
    init(title: String, sweep: Sweep?, policies: [String], seeds: Int, metric: Metric) {
        name = "study"
        self.title = title
        text = ""
        settings = []
        key = sweep?.key
        keyLabel = sweep?.key ?? ""
        values = sweep?.values ?? [""]
        self.policies = policies
        names = [:]
        variants = [:]
        self.seeds = seeds
        plots = [PlotSpec(metric: metric)]
        claims = []
        search = 0
        bound = false
        timing = false
    }

    /// How the policy is called in tables and plots.
    func label(_ policy: String) -> String { names[policy] ?? policy }

    static func list(_ fields: YAMLFields, _ key: String) throws -> [String] {
        try (fields.items(key) ?? []).map { item in
            guard let text = item.text else { throw item.failure("is no text") }
            return text
        }
    }
}
