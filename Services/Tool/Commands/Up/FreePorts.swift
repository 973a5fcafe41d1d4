import Foundation

/// Finds ports on loopback that nobody listens on.
enum FreePorts {
    /// Ports that the system hands out, all different.
    ///
    /// Between this and the service's own bind another process may take one; the service then fails to start and the
    /// supervisor reports it.
    static func pick(_ count: Int) throws -> [Int] {
        var open: [Int32] = []
        defer { for descriptor in open { close(descriptor) } }
        return try (0..<count).map { _ in
            let descriptor = try LoopbackSocket.make()
            open.append(descriptor)
            guard LoopbackSocket.bind(descriptor, port: 0) else { throw Self.failure("a free port") }
            return try LoopbackSocket.port(of: descriptor)
        }
    }

    /// Whether a service could listen on that port now.
    static func isFree(_ port: Int) throws -> Bool {
        let descriptor = try LoopbackSocket.make()
        defer { close(descriptor) }
        return LoopbackSocket.bind(descriptor, port: port)
    }

    private static func failure(_ what: String) -> ToolFailure {
        .clusterFailed("cannot get \(what): \(String(cString: strerror(errno)))")
    }
}
