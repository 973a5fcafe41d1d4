import Glibc
import Kernel

/// The queue and the thread behind a ``ComputeThread``, apart from it so that the thread does not keep it alive.
final class ComputeThreadCore: @unchecked Sendable {
    // Safe because every stored variable is read and written only while `mutex` is held.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let workArrived: UnsafeMutablePointer<pthread_cond_t>
    private let threadEnded: UnsafeMutablePointer<pthread_cond_t>
    private var jobs: [ComputeJob] = []
    private var mustEnd = false
    private var hasEnded = false
    /// The thread that may run jobs now; nil before the start and when nobody stands in after the end.
    private var runner: pthread_t?

    init() {
        mutex = .allocate(capacity: 1)
        workArrived = .allocate(capacity: 1)
        threadEnded = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(workArrived, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(threadEnded, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(workArrived)
        pthread_cond_destroy(threadEnded)
        mutex.deallocate()
        workArrived.deallocate()
        threadEnded.deallocate()
    }

    func start(name: String, stackByteCount: Int, onStart: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, stackByteCount)
        let start = Unmanaged.passRetained(ThreadStart(core: self, name: name, onStart: onStart))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            start.toOpaque()
        )
        precondition(code == 0, "the system has no thread left for computing")
    }

    /// Runs jobs until the end is requested and the queue is empty.
    func runUntilEnd() {
        locked { runner = pthread_self() }
        while let job = nextJob() { job.run() }
    }

    func enqueue(_ job: ComputeJob) {
        let mustStandIn: Bool = locked {
            jobs.append(job)
            guard hasEnded, runner == nil else { return false }
            runner = pthread_self()
            return true
        }
        // After the mutex is free, or the thread would wake up only to wait for it.
        pthread_cond_signal(workArrived)
        guard mustStandIn else { return }
        while let job = nextJob() { job.run() }
    }

    func requestEnd() {
        locked {
            mustEnd = true
            pthread_cond_signal(workArrived)
        }
    }

    func waitForEnd(within limit: Duration) -> Bool {
        var until = timespec()
        clock_gettime(CLOCK_MONOTONIC, &until)
        let nanoseconds = Int(until.tv_nsec) + Int(limit.nanoseconds % 1_000_000_000)
        until.tv_sec += Int(limit.nanoseconds / 1_000_000_000) + nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        return locked {
            while !hasEnded {
                guard pthread_cond_timedwait(threadEnded, mutex, &until) == 0 else { break }
            }
            return hasEnded
        }
    }

    var isCurrent: Bool {
        locked { runner.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Waits for the next job; nil means that the caller is no runner any more.
    private func nextJob() -> ComputeJob? {
        locked {
            while jobs.isEmpty, !mustEnd { pthread_cond_wait(workArrived, mutex) }
            guard jobs.isEmpty else { return jobs.removeFirst() }
            runner = nil
            hasEnded = true
            pthread_cond_broadcast(threadEnded)
            return nil
        }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
