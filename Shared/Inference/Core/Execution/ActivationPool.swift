import Synchronization

/// Recycles the memory of activation blocks, so that a steady load allocates nothing.
///
/// Free memory is bounded: what comes back while ``freeByteLimit`` would be exceeded returns to the system. Memory in
/// use is bounded by the caller, who decides how many samples wait between stages.
final class ActivationPool: Sendable {
    private struct State {
        var free: [Int: [ActivationMemory]] = [:]
        var freeBytes = 0
        var usedBytes = 0
    }

    /// The most that free blocks may hold together, in bytes.
    let freeByteLimit: Int
    private let state = Mutex(State())

    init(freeByteLimit: Int) {
        self.freeByteLimit = freeByteLimit
    }

    deinit {
        state.withLock { state in
            for memory in state.free.values.joined() { memory.free() }
        }
    }

    func block(rowBytes: [Int], rows: Int) -> ActivationBlock {
        let memory = take(ActivationBlock.byteCount(rowBytes: rowBytes, rows: rows))
        return ActivationBlock(memory: memory, rowBytes: rowBytes, rows: rows, pool: self)
    }

    func recycle(_ memory: ActivationMemory) {
        let isKept = state.withLock { state in
            state.usedBytes -= memory.byteCount
            guard state.freeBytes + memory.byteCount <= freeByteLimit else { return false }
            state.free[memory.byteCount, default: []].append(memory)
            state.freeBytes += memory.byteCount
            return true
        }
        if !isKept { memory.free() }
    }

    /// Bytes in blocks that samples refer to, and in free blocks.
    var bytes: (used: Int, free: Int) {
        state.withLock { ($0.usedBytes, $0.freeBytes) }
    }

    private func take(_ byteCount: Int) -> ActivationMemory {
        let reused: ActivationMemory? = state.withLock { state in
            state.usedBytes += byteCount
            guard let memory = state.free[byteCount]?.popLast() else { return nil }
            state.freeBytes -= byteCount
            return memory
        }
        return reused ?? ActivationMemory(byteCount: byteCount)
    }
}
