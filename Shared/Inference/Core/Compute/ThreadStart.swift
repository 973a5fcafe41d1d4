import Glibc

/// What a new compute thread is given to begin with.
final class ThreadStart {
    private let core: ComputeThreadCore
    private let name: String
    private let onStart: @Sendable () -> Void

    init(core: ComputeThreadCore, name: String, onStart: @escaping @Sendable () -> Void) {
        self.core = core
        self.name = name
        self.onStart = onStart
    }

    func run() {
        setName()
        onStart()
        core.runUntilEnd()
    }

    /// Names the thread for the system's tools; a system without this file goes without the name.
    private func setName() {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        // The system takes at most 15 bytes and ignores a longer name altogether.
        let bytes = Array(name.utf8.prefix(15))
        _ = write(file, bytes, bytes.count)
    }
}
