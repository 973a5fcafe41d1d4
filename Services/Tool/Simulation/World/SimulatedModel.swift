package import Domain

/// A model with its recorded test set.
package struct SimulatedModel: Sendable {
    /// What a worker would say of it; workers put their own profiles in.
    package var served: ServedModel
    package var records: ExitRecords

    package init(served: ServedModel, records: ExitRecords) {
        precondition(served.exits.count == records.exitCount, "the records are of this model")
        self.served = served
        self.records = records
    }
}
