import Glibc

/// An aligned allocation of fixed size, uninitialized.
struct ActivationMemory: @unchecked Sendable {
    // Safe because the block that owns the allocation writes it before it is shared and only reads it afterwards.
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    /// Starts at a cache line; `byteCount` is at least 1.
    init(byteCount: Int) {
        base = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        self.byteCount = byteCount
    }

    func free() {
        base.deallocate()
    }
}
