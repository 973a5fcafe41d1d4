import NPU

/// The modeled accelerator, one cycle at a time: a loader, the processing elements or the vector unit, and a store
/// engine.
///
/// It knows nothing of the analytic model: it is given what every step loads and computes and what is stored after it,
/// and lets the three units wait for each other as two buffers and so many output tiles make them.
struct ReferenceMachine {
    /// One tile along P, or one chunk of the vector unit.
    struct Step {
        /// Cycles on the channel from DRAM.
        var load: Int
        /// Cycles of computing; the work of each is given to ``ReferenceMachine/run(_:slots:row:)``.
        var compute: Int
        /// The last output tile that it writes to, counted over the layer.
        var lastTile: Int
        /// Cycles on the channel to DRAM for every output tile that is complete after it.
        var stores: [Int]
    }

    /// What happened.
    struct Trace: Equatable {
        var cycles = 0
        /// Cycles in which the elements waited after they had begun, or for the store.
        var stalls = 0
    }

    private var steps: [Step] = []
    private var slots = 2
    private var (loaded, computed, stored) = (0, 0, 0)
    private var (loadLeft, row, storeLeft) = (0, 0, 0)
    private var (isLoading, isComputing, isStoring) = (false, false, false)
    private var finished: [Int] = []

    /// Runs a layer from its first load until its last store.
    ///
    /// - Parameters:
    ///   - steps: In their order.
    ///   - slots: Output tiles that the output memory holds.
    ///   - row: Called in every computing cycle with the step and the cycle in it.
    /// - Returns: How long it took.
    static func run(_ steps: [Step], slots: Int, row: (Int, Int) -> Void) -> Trace {
        var machine = ReferenceMachine()
        machine.steps = steps
        machine.slots = slots
        let tiles = steps.reduce(0) { $0 + $1.stores.count }
        var trace = Trace()
        while machine.stored < tiles {
            machine.begin()
            if !machine.isComputing, (1..<steps.count).contains(machine.computed) { trace.stalls += 1 }
            precondition(machine.isLoading || machine.isComputing || machine.isStoring, "some unit always has work")
            machine.advance(row)
            trace.cycles += 1
        }
        return trace
    }

    /// Starts every unit that has what it needs.
    private mutating func begin() {
        while !isLoading, loaded < steps.count, loaded <= computed + 1 {
            loadLeft = steps[loaded].load
            isLoading = loadLeft > 0
            if !isLoading { loaded += 1 }
        }
        if !isComputing, computed < loaded, steps[computed].lastTile < stored + slots {
            row = 0
            isComputing = true
        }
        if !isStoring, stored < finished.count {
            storeLeft = finished[stored]
            isStoring = true
        }
    }

    private mutating func advance(_ perform: (Int, Int) -> Void) {
        if isLoading {
            loadLeft -= 1
            if loadLeft == 0 { (isLoading, loaded) = (false, loaded + 1) }
        }
        let storing = isStoring
        if isComputing {
            perform(computed, row)
            row += 1
            if row == steps[computed].compute {
                finished += steps[computed].stores
                (isComputing, computed) = (false, computed + 1)
            }
        }
        if storing {
            storeLeft -= 1
            if storeLeft == 0 { (isStoring, stored) = (false, stored + 1) }
        }
    }
}
