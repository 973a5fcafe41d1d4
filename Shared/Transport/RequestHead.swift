/// What a request says before its body.
package struct RequestHead: Sendable, Equatable {
    package enum Version: String, Sendable { case http1 = "HTTP/1.1", http2 = "HTTP/2" }

    package var method: String
    /// Path and query, as sent.
    package var target: String
    package var authority: String
    package var version: Version
    package var headers: HeaderList
    /// How long it may have lain here unread, at most; zero if the connection had no backlog.
    ///
    /// A server that cannot keep up learns from it what its own queueing has cost, which no other clock shows.
    package var waited = Duration.zero

    package init(
        method: String,
        target: String,
        authority: String = "",
        version: Version = .http2,
        headers: HeaderList = [:]
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.version = version
        self.headers = headers
    }

    /// The target without its query.
    package var path: Substring { target.prefix { $0 != "?" } }
}
