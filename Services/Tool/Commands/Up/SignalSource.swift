import CProcess
import Foundation

/// Signals as something that can be read, so that one loop waits for them, for output and for alarms alike.
struct SignalSource {
    let descriptor: Int32

    /// Takes SIGINT, SIGTERM and SIGCHLD away from their handlers.
    ///
    /// Call it before the process has a second thread: threads inherit the mask.
    init() {
        var mask = sigset_t()
        sigemptyset(&mask)
        for signal in [SIGINT, SIGTERM, SIGCHLD] { sigaddset(&mask, signal) }
        // Whoever reads the output may go away before the cluster does.
        signal(SIGPIPE, SIG_IGN)
        pthread_sigmask(SIG_BLOCK, &mask, nil)
        descriptor = signalfd(-1, &mask, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    }

    /// The signals since the last call; several of one kind may have become one.
    func read() -> [Int32] {
        var signals: [Int32] = []
        var info = signalfd_siginfo()
        while Glibc.read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 {
            signals.append(Int32(info.ssi_signo))
        }
        return signals
    }
}
