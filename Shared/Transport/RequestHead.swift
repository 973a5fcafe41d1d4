/// What a request says before its body.
package struct RequestHead: Sendable, Equatable {
    package enum Version: String, Sendable { case http1 = "HTTP/1.1", http2 = "HTTP/2" }

    package var method: String
    /// Path and query, as sent.
    package var target: String
    package var authority: String
    package var version: Version
    package var headers: HeaderList

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
