import Glibc
import Synchronization

/// One operating system thread that runs the jobs of the actors and tasks it was given to, and nothing else.
///
/// Inference must not borrow the cooperative pool: a stage blocks its thread for milliseconds, and kernel libraries keep
/// settings per thread. Jobs run in the order in which they were enqueued. The queue has no bound of its own: it holds
/// at most one job per task that uses this executor, so whoever starts tasks bounds it.
///
/// After ``shutDown(within:)`` no task may hang, so a job that still comes is run by the thread that enqueues it, one
/// at a time.
package final class ComputeThread: SerialExecutor, TaskExecutor {
    /// The name that the system's tools show, cut to 15 bytes.
    package let name: String
    private let core: ComputeThreadCore

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: For the system's tools.
    ///   - stackByteCount: The size of its stack.
    ///   - onStart: Runs on the thread before its first job: the place for a library's settings per thread.
    package init(name: String, stackByteCount: Int = 8 << 20, onStart: @escaping @Sendable () -> Void = {}) {
        self.name = name
        core = ComputeThreadCore()
        core.start(name: name, stackByteCount: stackByteCount, onStart: onStart)
    }

    deinit {
        core.requestEnd()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        core.enqueue(
            ComputeJob(
                job: UnownedJob(job),
                serialExecutor: asUnownedSerialExecutor(),
                taskExecutor: asUnownedTaskExecutor()
            )
        )
    }

    /// Whether the caller runs on this thread, or on the one that stands in for it after the end.
    package var isCurrent: Bool { core.isCurrent }

    package func checkIsolated() {
        precondition(isCurrent, "code isolated to compute thread '\(name)' runs on another thread")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    /// Lets the thread finish the queued jobs and end.
    ///
    /// - Parameter limit: How long to wait for that.
    /// - Returns: Whether it has ended; if not, it still ends by itself when its current job returns.
    package func shutDown(within limit: Duration) -> Bool {
        core.requestEnd()
        return core.waitForEnd(within: limit)
    }
}
