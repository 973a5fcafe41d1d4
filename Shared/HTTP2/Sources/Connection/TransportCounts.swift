/// What one transport has done since its start, and holds now.
package struct TransportCounts: Sendable, Equatable {
    package var connectionsOpened = 0
    package var connectionsOpen = 0
    package var streamsOpened = 0
    package var streamsOpen = 0
    /// Exchanges that the other side gave up.
    package var canceled = 0
    /// Exchanges that failed otherwise: lost, refused, too large, too slow.
    package var failed = 0
    package var bytesReceived = 0
    package var bytesSent = 0
    /// How often each bound was hit.
    package var limitHits: [TransportLimit: Int] = [:]

    package init() {}
}
