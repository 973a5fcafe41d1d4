/// A worker or cloud tier as the cluster view shows it.
package struct Member: Hashable, Sendable, Identifiable {
    package enum Kind: String, Hashable, Sendable {
        /// Runs the kernels on the machine's processor.
        case cpu
        /// Runs the same kernels on the clock of an emulated NPU.
        case npu
        /// Rented, behind a WAN; schedules itself.
        case cloud
    }

    package let id: WorkerID
    package var kind: Kind
    /// Where jobs are sent: `host:port`.
    package var address: String
    package var models: [ServedModel]
    /// What the member adds to every job beside execution: the emulated WAN's round trip, zero on the spot.
    package var roundTrip: Duration
    /// US dollars per millisecond of execution, zero for own hardware.
    package var pricePerMillisecond: Double
    /// US dollars per byte of a tensor that it takes in, zero for own hardware.
    package var pricePerByte: Double
    /// What the way there carries, as the member states it; 0 if nobody states any.
    package var bytesPerSecond: Double
    /// What the member draws at most while it runs stages, by a model of it or as stated; 0 if nobody states any.
    package var watts: Double
    /// Bounded work in the member's queue when it last reported.
    package var backlog: Duration
    /// ``PlannedTable/mark`` of the table that its lane keeps, 0 for none.
    package var table: UInt64
    /// What ``pages`` may have together in memory; 0 of a member that holds all of its models.
    package var memoryByteCount: Int
    /// Its models as pages, where not all of them are there.
    package var pages: [ModelPage]

    package init(
        id: WorkerID,
        kind: Kind,
        address: String,
        models: [ServedModel],
        roundTrip: Duration = .zero,
        pricePerMillisecond: Double = 0,
        pricePerByte: Double = 0,
        bytesPerSecond: Double = 0,
        watts: Double = 0,
        backlog: Duration = .zero,
        table: UInt64 = 0,
        memoryByteCount: Int = 0,
        pages: [ModelPage] = []
    ) {
        self.id = id
        self.kind = kind
        self.address = address
        self.models = models
        self.roundTrip = roundTrip
        self.pricePerMillisecond = pricePerMillisecond
        self.pricePerByte = pricePerByte
        self.bytesPerSecond = bytesPerSecond
        self.watts = watts
        self.backlog = backlog
        self.table = table
        self.memoryByteCount = memoryByteCount
        self.pages = pages
    }

    /// Whether jobs of the model are run here, rather than known of.
    package func holds(_ model: ModelID) -> Bool {
        memoryByteCount == 0 || pages.contains { $0.model == model && $0.state == .resident }
    }

    /// What this member serves under that name; without a version the highest one.
    package func model(named name: String, version: String? = nil) -> ServedModel? {
        models.filter { $0.id.name == name && (version == nil || $0.id.version == version) }
            .max { ($0.id.version.count, $0.id.version) < ($1.id.version.count, $1.id.version) }
    }
}
