/// One policy that can be selected.
package struct PolicyEntry: Sendable {
    package let name: String
    /// Whether its paper lets a job leave at the first exit that is confident enough.
    ///
    /// Exit rules belong to jobs and workers obey them under every policy; a comparison that is to be true to the papers gives
    /// the jobs of the others a threshold above 1.
    package let leavesEarly: Bool
    /// What `--policy-option` may set.
    package let tunables: [Tunable]
    package let make: @Sendable (LaneConfiguration) -> any LanePolicy

    static func make<Discipline: LaneDiscipline>(_ name: String, leavesEarly: Bool, _ type: Discipline.Type)
        -> PolicyEntry
    {
        PolicyEntry(name: name, leavesEarly: leavesEarly, tunables: Discipline.tunables) {
            Lane<Discipline>(configuration: $0)
        }
    }
}
