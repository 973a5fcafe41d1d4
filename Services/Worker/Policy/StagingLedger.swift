/// What tensors may wait at one worker: a bound on their number and one on their bytes.
package struct StagingLedger: Sendable {
    package let countLimit: Int
    package let byteLimit: Int
    package private(set) var count = 0
    package private(set) var byteCount = 0

    package init(countLimit: Int, byteLimit: Int) {
        self.countLimit = countLimit
        self.byteLimit = byteLimit
    }

    /// Takes room for one tensor before its bytes arrive.
    ///
    /// - Returns: `false` if a bound would be exceeded; nothing is taken then.
    package mutating func reserve(bytes: Int) -> Bool {
        guard count < countLimit, byteCount + bytes <= byteLimit else { return false }
        count += 1
        byteCount += bytes
        return true
    }

    /// Gives back the room of one tensor.
    package mutating func release(bytes: Int) {
        precondition(count > 0 && byteCount >= bytes, "only what was reserved is released")
        count -= 1
        byteCount -= bytes
    }
}
