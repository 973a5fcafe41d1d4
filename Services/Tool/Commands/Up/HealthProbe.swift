import Foundation

/// Asks a service on this machine whether it is ready, over HTTP/1.1, from a thread that may wait a little.
enum HealthProbe {
    /// How long one question may take: a service that is busy starting counts as not ready.
    private static let patience = timeval(tv_sec: 0, tv_usec: 250_000)

    static func isReady(port: Int) -> Bool {
        isOK(host: "127.0.0.1", port: port, path: "/v2/health/ready")
    }

    /// Whether the path answers 200; the host is an IPv4 address or `localhost`.
    static func isOK(host: String, port: Int, path: String) -> Bool {
        guard let descriptor = try? LoopbackSocket.make() else { return false }
        defer { close(descriptor) }
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            withUnsafePointer(to: patience) { pointer in
                _ = setsockopt(descriptor, SOL_SOCKET, option, pointer, socklen_t(MemoryLayout<timeval>.size))
            }
        }
        guard LoopbackSocket.connect(descriptor, host: host, port: port) else { return false }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        return statusLine(descriptor).hasPrefix("HTTP/1.1 200")
    }

    private static func statusLine(_ descriptor: Int32) -> String {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while received.count < 12 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        return String(decoding: received, as: UTF8.self)
    }
}
