package import Domain

/// What one worker is and how much it takes in.
package struct NodeSettings: Sendable {
    package var id: WorkerID
    package var kind: Member.Kind
    /// Where the gateway sends jobs: `host:port`.
    package var address: String
    /// The part of every budget that is kept for the answer's way back.
    package var transitAllowance: Duration
    /// The most tensors that are staged at once.
    package var stagingCount: Int
    /// The most bytes that they have together.
    package var stagingBytes: Int
    /// What the device draws while it runs a stage, as stated; 0 if its own model says what stages use.
    package var watts: Double
    /// Bytes that models may have at once, where they are pages.
    package var modelMemory: Int

    package init(
        id: WorkerID,
        kind: Member.Kind = .cpu,
        address: String,
        transitAllowance: Duration = .milliseconds(2),
        stagingCount: Int = 4_096,
        stagingBytes: Int = 256 << 20,
        watts: Double = 0,
        modelMemory: Int = 0
    ) {
        self.id = id
        self.kind = kind
        self.address = address
        self.transitAllowance = transitAllowance
        self.stagingCount = stagingCount
        self.stagingBytes = stagingBytes
        self.watts = watts
        self.modelMemory = modelMemory
    }
}
