/// All that a lane is to know of the streams that admission has promised on its worker.
package struct LanePlan: Hashable, Sendable {
    package var windows: [WindowPlan]
    /// What the promises rest on, if the static test alone does not keep them.
    package var table: PlannedTable?
    /// What the worker is to load; of no concern to its lane.
    package var pages: PageOrder?

    package init(windows: [WindowPlan] = [], table: PlannedTable? = nil, pages: PageOrder? = nil) {
        self.windows = windows
        self.table = table
        self.pages = pages
    }
}
