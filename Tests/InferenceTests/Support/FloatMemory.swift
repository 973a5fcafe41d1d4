/// Aligned floats at a fixed address, NaN at first, so that a number nobody wrote shows in a comparison.
final class FloatMemory {
    let base: UnsafeMutablePointer<Float>
    private let count: Int

    init(count: Int) {
        self.count = count
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
        base = memory.initializeMemory(as: Float.self, repeating: .nan, count: count)
    }

    convenience init(_ floats: [Float]) {
        self.init(count: floats.count)
        base.update(from: floats, count: floats.count)
    }

    deinit {
        UnsafeMutableRawPointer(base).deallocate()
    }

    var floats: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
