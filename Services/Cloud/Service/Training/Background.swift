import Glibc

/// How the thread that trains stands to those that serve.
enum Background {
    /// Lets every other thread go before the calling one where both want a core: training has no deadline.
    static func enter() {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    }
}
