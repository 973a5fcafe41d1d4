import Glibc

/// The signals that ask a process to stop, taken by whoever waits for them and by nobody else.
struct StopSignals {
    private let set: sigset_t

    /// Blocks them in this thread and in all that it starts, so call it before any other thread is there.
    static func block() -> StopSignals {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTERM)
        sigaddset(&set, SIGINT)
        pthread_sigmask(SIG_BLOCK, &set, nil)
        return StopSignals(set: set)
    }

    /// Waits for the next one.
    func wait() -> Int32 {
        var set = set
        var signal: Int32 = 0
        while sigwait(&set, &signal) != 0 {}
        return signal
    }
}
