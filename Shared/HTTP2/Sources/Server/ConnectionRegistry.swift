import NIOCore
import Synchronization

/// The open connections of a server.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var connections: [ObjectIdentifier: any ServerConnection] = [:]
        var isDraining = false
        var whenEmpty: [EventLoopPromise<Void>] = []
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: `false` if there are as many connections as may be, or the server stops.
    func add(_ channel: any Channel) -> Bool {
        let isAccepted = state.withLock { state in
            guard !state.isDraining, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAccepted else { return false }
        channel.closeFuture.whenComplete { _ in self.remove(channel) }
        return true
    }

    /// Notes what speaks on a channel, once its protocol is known; called on the channel's loop.
    func identify(_ channel: any Channel, as connection: any ServerConnection) {
        let isDraining = state.withLock { state in
            state.connections[ObjectIdentifier(channel)] = connection
            return state.isDraining
        }
        if isDraining { connection.drain() }
    }

    /// Asks every connection to end; the promise is kept when the last one has.
    func drain(_ promise: EventLoopPromise<Void>) {
        let open = state.withLock { state in
            state.isDraining = true
            if !state.channels.isEmpty { state.whenEmpty.append(promise) }
            return state.channels.map { ($0.value, state.connections[$0.key]) }
        }
        if open.isEmpty { promise.succeed() }
        for (channel, connection) in open {
            channel.eventLoop.execute {
                // A connection that has not said what it speaks has asked for nothing yet.
                if let connection { connection.drain() } else { channel.close(promise: nil) }
            }
        }
    }

    func closeAll() {
        let open = state.withLock { Array($0.channels.values) }
        for channel in open { channel.close(promise: nil) }
    }

    private func remove(_ channel: any Channel) {
        let kept = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            state.connections[ObjectIdentifier(channel)] = nil
            guard state.channels.isEmpty else { return [EventLoopPromise<Void>]() }
            defer { state.whenEmpty = [] }
            return state.whenEmpty
        }
        for promise in kept { promise.succeed() }
    }
}
