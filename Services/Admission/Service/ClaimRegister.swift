import Domain
import Kernel

/// Who asked for what: which gateway each verdict goes to, and what is freed when a gateway vanishes.
struct ClaimRegister {
    /// A stream belongs to a connected gateway, or waits for its gateway until the lease ends.
    enum Holder: Equatable {
        case gateway(Int)
        case nobody(until: Instant)
    }

    private(set) var jobs: [JobID: Int] = [:]
    private(set) var streams: [StreamID: Holder] = [:]

    func gateway(of stream: StreamID) -> Int? {
        guard case .gateway(let number) = streams[stream] else { return nil }
        return number
    }

    mutating func note(_ job: JobID, of gateway: Int) { jobs[job] = gateway }

    mutating func note(_ stream: StreamID, of gateway: Int) { streams[stream] = .gateway(gateway) }

    /// - Returns: Whether the gateway had the job: nobody settles the jobs of others.
    mutating func remove(_ job: JobID, of gateway: Int) -> Bool {
        guard jobs[job] == gateway else { return false }
        jobs[job] = nil
        return true
    }

    mutating func remove(_ stream: StreamID, of gateway: Int) -> Bool {
        guard streams[stream] == .gateway(gateway) else { return false }
        streams[stream] = nil
        return true
    }

    mutating func forget(_ stream: StreamID) { streams[stream] = nil }

    /// Takes a vanished gateway's jobs off, and gives its streams until the lease ends.
    ///
    /// - Returns: The jobs, in order.
    mutating func release(_ gateway: Int, leaseEnd: Instant) -> [JobID] {
        let orphans = jobs.filter { $0.value == gateway }.keys.sorted()
        for job in orphans { jobs[job] = nil }
        for (stream, holder) in streams where holder == .gateway(gateway) { streams[stream] = .nobody(until: leaseEnd) }
        return orphans
    }

    /// Takes the streams off whose lease has ended.
    mutating func expire(at now: Instant) -> [StreamID] {
        let expired = streams.filter { stream in
            if case .nobody(let end) = stream.value { end <= now } else { false }
        }.keys.sorted { $0.rawValue < $1.rawValue }
        for stream in expired { streams[stream] = nil }
        return expired
    }

    /// When the next lease ends.
    var nextExpiry: Instant? {
        streams.values.compactMap { holder in
            if case .nobody(let end) = holder { end } else { nil }
        }.min()
    }
}
