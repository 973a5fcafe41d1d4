import ArgumentParser
import Foundation

/// Where the gateway is, taken from a URL.
struct ServerAddress: Equatable, Sendable, ExpressibleByArgument {
    let isSecure: Bool
    let host: String
    let port: Int

    /// - Parameter argument: `http://HOST[:PORT]` or `https://HOST[:PORT]`.
    init?(argument: String) {
        guard let url = URLComponents(string: argument), let host = url.host, !host.isEmpty,
            ["http", "https"].contains(url.scheme), ["", "/"].contains(url.path)
        else { return nil }
        isSecure = url.scheme == "https"
        self.host = host
        port = url.port ?? (isSecure ? 443 : 80)
    }

    var authority: String { "\(host):\(port)" }
    var url: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
