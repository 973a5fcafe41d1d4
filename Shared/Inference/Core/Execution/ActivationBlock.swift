import Glibc

/// The carried tensors of one run: for each tensor, the rows of all samples one after another.
///
/// It is written by the run that makes it and never again, which is what lets its samples travel between threads.
final class ActivationBlock: Sendable {
    let memory: ActivationMemory
    /// Bytes of one sample, per carried tensor.
    let rowBytes: [Int]
    /// Where each tensor's first row starts in the memory.
    let offsets: [Int]
    let rows: Int
    private let pool: ActivationPool

    init(memory: ActivationMemory, rowBytes: [Int], rows: Int, pool: ActivationPool) {
        self.memory = memory
        self.rowBytes = rowBytes
        self.rows = rows
        self.pool = pool
        var offsets: [Int] = []
        var next = 0
        for bytes in rowBytes {
            offsets.append(next)
            next = Self.aligned(next + bytes * rows)
        }
        self.offsets = offsets
    }

    deinit {
        pool.recycle(memory)
    }

    func belongs(to pool: ActivationPool) -> Bool { self.pool === pool }

    /// The first byte of one sample's part of one carried tensor.
    func address(tensor: Int, row: Int) -> UnsafeMutableRawPointer {
        precondition(row < rows, "a block has as many rows as its run had samples")
        return memory.base + offsets[tensor] + row * rowBytes[tensor]
    }

    /// The bytes that a block of so many rows takes.
    static func byteCount(rowBytes: [Int], rows: Int) -> Int {
        rowBytes.reduce(0) { aligned($0 + $1 * rows) }
    }

    private static func aligned(_ bytes: Int) -> Int { (bytes + 63) & ~63 }
}
