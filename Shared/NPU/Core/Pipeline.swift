/// When the loader, the elements and the store engine of a device are free, as they wait for each other.
///
/// Inputs and weights have two buffers: a load begins when the step before the last one has left its buffer. A step
/// begins when it is loaded, the step before is over, and the output memory has room for the tiles that it begins. A
/// tile is stored when the step that completes it is over and the tile before it is stored. Times are cycles from the
/// layer's start.
struct Pipeline: Equatable {
    /// Output tiles that the store engine keeps apart, however large the output memory is.
    static let slotLimit = 8

    /// Steps of one kind in a row.
    struct Run {
        var load: Int
        var compute: Int
        var times: Int
        /// Output tiles begun and not complete while it runs, with those of its first step.
        var open: Int
        /// Output tiles that its last step completes, and how long each is stored.
        var completed = 0
        var store = 0
    }

    private var loaded = 0
    /// The end of the last step, and of the one before.
    private var computed = 0
    private var before = 0
    /// The ends of the last stores, the latest first; those that are over when the last step ends count as then.
    private var stored = SIMD8<Int>(repeating: 0)
    private let slots: Int

    init(slots: Int) {
        self.slots = min(slots, Self.slotLimit)
    }

    /// When everything is stored.
    var end: Int { stored[0] }

    mutating func perform(_ run: Run) {
        var left = run.times
        while left > 0 {
            let start = self
            step(run, isLast: left == 1)
            left -= 1
            // Steps that only repeat the one before need not be gone through.
            guard left > 1, isLike(start) else { continue }
            advance(by: (computed - start.computed) * (left - 1))
            left = 1
        }
    }

    /// Does something several times, and no more often than until it repeats itself.
    mutating func repeating(_ times: Int, _ body: (inout Pipeline) -> Void) {
        for turn in 0..<times {
            let start = self
            body(&self)
            if turn + 1 < times, isLike(start) {
                advance(by: (computed - start.computed) * (times - turn - 1))
                return
            }
        }
    }

    private mutating func step(_ run: Run, isLast: Bool) {
        loaded = max(loaded, before) + run.load
        let room = stored[slots - run.open]
        before = computed
        computed = max(loaded, computed, room) + run.compute
        if isLast {
            for _ in 0..<run.completed {
                let end = max(computed, stored[0]) + run.store
                for place in stride(from: Self.slotLimit - 1, to: 0, by: -1) { stored[place] = stored[place - 1] }
                stored[0] = end
            }
        }
        for place in 0..<slots { stored[place] = max(stored[place], computed) }
    }

    /// Whether it is the same but for a shift in time.
    private func isLike(_ other: Pipeline) -> Bool {
        let shift = computed - other.computed
        return loaded - other.loaded == shift && before - other.before == shift
            && (0..<slots).allSatisfy { stored[$0] - other.stored[$0] == shift }
    }

    private mutating func advance(by shift: Int) {
        loaded += shift
        computed += shift
        before += shift
        stored &+= SIMD8(repeating: shift)
    }
}
