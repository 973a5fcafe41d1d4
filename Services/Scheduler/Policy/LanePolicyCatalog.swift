/// The schedulers that `--policy` can name.
package enum LanePolicyCatalog {
    /// The default first.
    package static let names = ["rubato", "edf", "serial", "batch-delay"]

    /// The policy of that name, `nil` for an unknown one.
    package static func make(_ name: String, configuration: LaneConfiguration) -> (any LanePolicy)? {
        nil
    }
}
