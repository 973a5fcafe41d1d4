package import WorkerPolicy

extension Problem {
    /// How a failed job is answered: only what another worker might do better is a server error that callers retry.
    package init(_ failure: JobFailure) {
        switch failure {
        case .deadlinePassed:
            self.init(status: 504, reason: failure.rawValue, message: "the deadline came before a usable exit was done")
        case .dropped:
            self.init(status: 504, reason: failure.rawValue, message: "given up before a usable exit was done")
        case .broken:
            self.init(status: 500, reason: failure.rawValue, message: "the kernels failed")
        }
    }
}
