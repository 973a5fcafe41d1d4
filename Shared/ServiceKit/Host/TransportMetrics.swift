import HTTP2
import Synchronization
import Telemetry

/// Adds up, at every scrape, what the transports of the process have counted.
final class TransportMetrics: Sendable {
    private struct Source {
        let side: String
        let counters: TransportCounters
        /// The transport; when it is gone its last counts are added and the source is dropped.
        weak var owner: (any AnyObject & Sendable)?
        var last = TransportCounts()
    }

    private let sources = Mutex<[Source]>([])
    private let registry: MetricsRegistry

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        registry.beforeScrape { [weak self] in self?.update() }
    }

    func add(_ counters: TransportCounters, side: String, of owner: any AnyObject & Sendable) {
        sources.withLock { $0.append(Source(side: side, counters: counters, owner: owner)) }
    }

    private func update() {
        var connections: [String: Int] = ["server": 0, "client": 0]
        var streams = connections
        sources.withLock { sources in
            for index in sources.indices {
                let now = sources[index].counters.snapshot
                count(sources[index].side, now, since: sources[index].last)
                sources[index].last = now
                connections[sources[index].side, default: 0] += now.connectionsOpen
                streams[sources[index].side, default: 0] += now.streamsOpen
            }
            sources.removeAll { $0.owner == nil && $0.last.connectionsOpen == 0 }
        }
        for (side, count) in connections { gauge("connections", "Connections open.").with(side).set(count) }
        for (side, count) in streams { gauge("streams", "Requests open.").with(side).set(count) }
    }

    private func count(_ side: String, _ now: TransportCounts, since last: TransportCounts) {
        func add(_ name: String, _ help: String, _ value: KeyPath<TransportCounts, Int>) {
            let family = registry.counter("rubato_transport_\(name)_total", help, labels: ["side"])
            family.with(side).increment(by: now[keyPath: value] - last[keyPath: value])
        }
        add("connections_opened", "Connections opened.", \.connectionsOpened)
        add("streams_opened", "Requests begun.", \.streamsOpened)
        add("canceled", "Requests that the other side gave up.", \.canceled)
        add("failed", "Requests that failed otherwise: lost, refused, too large, too slow.", \.failed)
        add("received_bytes", "Bytes received.", \.bytesReceived)
        add("sent_bytes", "Bytes sent.", \.bytesSent)
        let hits = registry.counter(
            "rubato_transport_limit_hits_total",
            "How often a bound of the transport was hit.",
            labels: ["side", "limit"]
        )
        for (limit, count) in now.limitHits {
            hits.with(side, limit.rawValue).increment(by: count - last.limitHits[limit, default: 0])
        }
    }

    private func gauge(_ name: String, _ help: String) -> MetricFamily<GaugeCell> {
        registry.gauge("rubato_transport_\(name)", help, labels: ["side"])
    }
}
