import NPU

/// One sample's activations on the device, told by whose they are.
struct Resident: Equatable {
    let owner: StagedSample
    /// The stage that they are for.
    let stage: Int
    /// Of its model.
    let table: MappingTable

    static func == (one: Resident, other: Resident) -> Bool { one.owner === other.owner }

    /// The first layer of that stage.
    var layer: Int { table.layers(ofStage: stage).lowerBound }
    /// Whether there is such a stage and somebody waits for it.
    var isAwaited: Bool { stage < table.network.stages.count && owner.content(before: stage) != nil }
}
