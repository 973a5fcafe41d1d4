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
        // The system takes at most 15 bytes and otherwise ignores the name altogether.
        pthread_setname_np(pthread_self(), String(decoding: name.utf8.prefix(15), as: UTF8.self))
        onStart()
        core.runUntilEnd()
    }
}
