package import Domain

/// What an answered frame tells of its stream and of the heads that it was sent with.
package struct FrameAnswer: Hashable, Sendable {
    /// How an audited frame ended.
    package enum Audit: Hashable, Sendable {
        /// The heads were sure of the class that full depth found, or of another.
        case compared(agrees: Bool)
        /// They left the frame to the general model.
        case left
        /// The answer came before full depth did.
        case cutShort
    }

    package var classIndex: Int
    package var worker: WorkerID
    /// Those that it was sent with; `nil` of a frame for the general model.
    package var heads: HeadsID?
    /// The worker has not got them.
    package var isMissing: Bool
    /// The answer is theirs.
    package var isByHeads: Bool
    package var audit: Audit?

    package init(
        classIndex: Int,
        worker: WorkerID,
        heads: HeadsID? = nil,
        isMissing: Bool = false,
        isByHeads: Bool = false,
        audit: Audit? = nil
    ) {
        self.classIndex = classIndex
        self.worker = worker
        self.heads = heads
        self.isMissing = isMissing
        self.isByHeads = isByHeads
        self.audit = audit
    }
}
