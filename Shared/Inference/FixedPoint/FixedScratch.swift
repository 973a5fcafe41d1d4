/// Memory that the kernels of one executor use one after another.
final class FixedScratch {
    private var memory: UnsafeMutableRawBufferPointer?

    deinit {
        memory?.deallocate()
    }

    /// Starts at a cache line; there is some once a kernel has reserved it.
    var base: UnsafeMutableRawPointer? { memory?.baseAddress }

    /// Makes sure that there are so many bytes; what was in them is lost.
    func reserve(_ byteCount: Int) {
        guard byteCount > memory?.count ?? 0 else { return }
        memory?.deallocate()
        memory = .allocate(byteCount: byteCount, alignment: 64)
    }
}
