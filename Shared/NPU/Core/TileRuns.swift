/// The steps of one tile of outputs as runs of equal steps, with what they move.
struct TileRuns {
    /// Which part of a plan it is.
    struct Place {
        /// Groups of its pass.
        var groups: Int
        /// Rows and columns that are filled.
        var rows: Int
        var columns: Int
        /// Whether inputs come from DRAM, and weights do.
        var loadsInputs: Bool
        var loadsWeights: Bool
    }

    private(set) var runs: [Pipeline.Run] = []
    private(set) var loadedBytes = 0
    private(set) var count = 0
    let storedBytes: Int

    private let plan: ProductPlan
    private let place: Place
    private let device: Device
    private let store: Int

    init(_ plan: ProductPlan, _ place: Place, on device: Device) {
        self.plan = plan
        self.place = place
        self.device = device
        let bytes = place.rows * place.columns * device.wordBytes
        storedBytes = bytes * plan.mapping.inner
        store = device.writeCycles(bytes)
        runs.reserveCapacity(4 * plan.mapping.inner)
        let block = plan.block(groups: place.groups)
        if plan.isPacked { addPacked(block) } else { addPadded(block) }
    }

    /// Samples without a gap: steps are alike from one in which a sample or the weights end to the next such.
    private mutating func addPacked(_ block: Int) {
        let size = plan.tile.inner
        let samples = plan.mapping.inner
        let total = samples * block
        let weighted = !place.loadsWeights ? 0 : plan.keepsWeights ? block : total
        var begin = 0
        var complete = 0
        while begin < total {
            // The step in which the first open sample ends is a run of its own, as is the one where the weights do.
            let ahead = ((complete + 1) * block - 1) / size * size - begin
            if ahead > 0 {
                let times = begin < weighted && begin + ahead > weighted ? (weighted - begin) / size : ahead / size
                let last = begin + max(1, times) * size
                add(stretch: size, weights: max(0, min(weighted - begin, size)), times: max(1, times), open: 1)
                begin = last
            } else {
                let end = min(begin + size, total)
                let open = (end - 1) / block - complete + 1
                let completed = end / block - complete
                let weights = max(0, min(weighted, end) - begin)
                add(stretch: end - begin, weights: weights, times: 1, open: open, completed: completed)
                complete += completed
                begin = end
            }
        }
    }

    /// Every sample begins a new step; only the first brings weights that are kept.
    private mutating func addPadded(_ block: Int) {
        let size = plan.tile.inner
        let full = (block - 1) / size
        let rest = block - full * size
        for sample in 0..<plan.mapping.inner {
            let hasWeights = place.loadsWeights && (sample == 0 || !plan.keepsWeights)
            add(stretch: size, weights: hasWeights ? size : 0, times: full, open: 1)
            add(stretch: rest, weights: hasWeights ? rest : 0, times: 1, open: 1, completed: 1)
        }
    }

    private mutating func add(stretch: Int, weights: Int, times: Int, open: Int, completed: Int = 0) {
        guard times > 0 else { return }
        let inputs = place.loadsInputs ? place.rows * stretch : 0
        let weightWords = plan.weightWords(stretch: weights, columns: place.columns, groups: place.groups)
        let bytes = (inputs + weightWords) * device.wordBytes
        loadedBytes += times * bytes
        count += times
        runs.append(
            Pipeline.Run(
                load: device.readCycles(bytes),
                compute: plan.tile.rows,
                times: times,
                open: open,
                completed: completed,
                store: store
            )
        )
    }
}
