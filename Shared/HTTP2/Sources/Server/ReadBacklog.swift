import Kernel

/// Bounds how long the bytes of a read may have waited in the socket.
///
/// A read that fills its buffer may have left something behind, and what the next ones bring can have come as early as
/// when the socket was last known to be empty. Behind TLS, whose records are smaller than a read, every read counts as
/// one that left nothing: the wait is then unknown and said to be zero.
struct ReadBacklog {
    /// Of one read, in bytes; some ten requests with small tensors.
    static let readSize = 32 << 10

    private var emptiedAt: Instant
    private var isBehind = false

    /// The socket is empty now.
    init(at now: Instant) {
        emptiedAt = now
    }

    /// Takes note of a read.
    ///
    /// - Returns: The longest that its bytes may have waited.
    mutating func wait(of byteCount: Int, at now: Instant) -> Duration {
        let wait = isBehind ? now - emptiedAt : .zero
        isBehind = byteCount >= Self.readSize
        if !isBehind { emptiedAt = now }
        return wait
    }
}
