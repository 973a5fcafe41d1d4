import Approximation
import Domain

/// What the frames of one admitted stream may use: paid for a slice of time in advance, and settled a slice later.
///
/// What frames have used is told when they are answered, which may be in the next slice. So a slice is settled at the end of
/// the one after it, the oldest first, and what was used beyond it counts for the next.
struct StreamPurse: Sendable {
    struct Slice: Sendable {
        let parts: [BudgetLedger.Part]
        /// What is debited.
        let joules: Double
    }

    /// What the mandatory parts of a slice cost at most, which is kept free of other debits.
    let reserve: [BudgetLedger.Part]
    private var present: Slice?
    private var past: Slice?
    /// Told and not settled.
    private var used = 0.0
    /// What a frame costs at most at the depth that is paid.
    private var joulesPerFrame = 0.0
    /// Whether no more frames come.
    private(set) var isEnded = false

    init(reserve: [BudgetLedger.Part]) {
        self.reserve = reserve
    }

    /// Goes on where one of the same name has ended.
    init(reserve: [BudgetLedger.Part], after ended: StreamPurse) {
        self.init(reserve: reserve, present: ended.present, past: ended.past, used: ended.used)
    }

    private init(reserve: [BudgetLedger.Part], present: Slice?, past: Slice?, used: Double) {
        self.reserve = reserve
        self.present = present
        self.past = past
        self.used = used
    }

    /// Whether nothing is left to be settled.
    var isEmpty: Bool { present == nil && past == nil }

    mutating func end() { isEnded = true }

    /// Takes what answered frames have used; of others nobody knows, so they count in full.
    mutating func note(joules: Double, unknown: Int) {
        used += joules + Double(unknown) * joulesPerFrame
    }

    /// Lets the present slice be over.
    ///
    /// - Returns: The slice before it, and what of that was used.
    mutating func turn() -> (slice: Slice, used: Double)? {
        defer { (past, present) = (present, nil) }
        guard let past else { return nil }
        let share = min(used, past.joules)
        used -= share
        return (past, share)
    }

    /// Begins a slice, after the one before it is over.
    mutating func begin(_ slice: Slice, joulesPerFrame: Double) {
        precondition(present == nil, "one slice follows the other")
        present = slice
        self.joulesPerFrame = joulesPerFrame
    }
}
