import Domain
import Kernel

extension MemberLedger {
    /// Whether the lane keeps the table that the promises rest on, and nothing waits for another one.
    ///
    /// Until then nothing more is promised here.
    var isSettled: Bool { proposal == nil && member.table == table?.mark ?? 0 && lastNow >= quietUntil }

    /// Whether streams may be promised: it is settled, and no room is kept for a certain one.
    var isOpen: Bool { isSettled && lastNow >= reservedUntil }

    /// A table by which the lane would keep this stream too, and the stream with the window it has there.
    ///
    /// Only where no one-shot job is promised, because a table sets no time aside for them, and the bounds are trusted in full.
    func table(adding shape: StreamShape, of model: ModelID) -> (PlannedTable, StreamShape)? {
        guard claims.count == 0, isOpen, trust == 1,
            utilization(of: shape, model) + utilization <= configuration.utilizationLimit,
            var loads = loads, let plan = plans[model]
        else { return nil }
        if let index = loads.firstIndex(where: { $0.plan.served.id == model }) {
            loads[index] = TablePlanner.Load(plan: plan, shapes: loads[index].shapes + [shape])
        } else {
            loads.append(TablePlanner.Load(plan: plan, shapes: [shape]))
        }
        guard let table = TablePlanner(configuration: configuration).table(for: loads) else { return nil }
        let releases = Set(table.pieces.filter { $0.model == model }.map(\.release))
        let window = table.cycle.nanoseconds / Int64(max(1, releases.count))
        return (table, shape.with(window: Double(window)))
    }

    /// The streams as a plan needs them; `nil` if the member lacks a model.
    private var loads: [TablePlanner.Load]? {
        let known = categories.compactMap { category in
            plans[category.model].map { TablePlanner.Load(plan: $0, shapes: category.shapes) }
        }
        return known.count == categories.count ? known : nil
    }

    /// Has the lane asked for another table, or no longer.
    ///
    /// The lane may have taken up a table before it hears that it should not, so for a while nothing is known of it then.
    mutating func propose(_ proposal: TableProposal?) {
        if proposal == nil { quietUntil = lastNow + Double(configuration.tablePatience.nanoseconds) }
        self.proposal = proposal
        hasNewPlan = true
    }

    /// What waits for the table that the lane keeps now; the promises rest on it from now on.
    mutating func keepProposal() -> TableProposal? {
        guard let kept = proposal, member.table == kept.table.mark else { return nil }
        proposal = nil
        table = kept.table
        return kept
    }

    /// What the lane is to know of the streams; windows by the order in which the models came.
    var lanePlan: LanePlan {
        LanePlan(
            windows: categories.compactMap { $0.load.plan(of: $0.model) },
            table: proposal?.table ?? table,
            pages: order?.order
        )
    }

    /// The plan, if it has changed since it was taken last.
    ///
    /// A lane may keep a table of which a restarted controller does not know. It goes on keeping it until all gateways have had the
    /// time to say what was promised; then the table is planned anew.
    mutating func takeNewPlan() -> LanePlan? {
        guard hasNewPlan else { return nil }
        if table == nil, proposal == nil, member.table != 0 {
            guard lastNow >= holdsUntil else { return nil }
            if !isKeptWithoutTable {
                table = loads.flatMap { TablePlanner(configuration: configuration).table(for: $0) }
                guard table != nil else { return nil }
            }
        }
        hasNewPlan = false
        return lanePlan
    }
}
