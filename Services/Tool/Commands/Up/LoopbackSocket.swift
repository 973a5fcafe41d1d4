import Foundation

/// The few socket calls that finding ports and asking after health need; everything else goes over event loops.
enum LoopbackSocket {
    static func make() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw ToolFailure.clusterFailed("cannot make a socket: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    static func bind(_ descriptor: Int32, port: Int) -> Bool {
        var one: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        return withAddress(port) { Glibc.bind(descriptor, $0, $1) } == 0
    }

    /// Connects to an IPv4 address or `localhost`.
    static func connect(_ descriptor: Int32, host: String, port: Int) -> Bool {
        var address = in_addr()
        guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address) == 1 else { return false }
        return withAddress(port, host: address.s_addr) { Glibc.connect(descriptor, $0, $1) } == 0
    }

    static func port(of descriptor: Int32) throws -> Int {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { throw ToolFailure.clusterFailed("a socket has no port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func withAddress(
        _ port: Int,
        host: in_addr_t = INADDR_LOOPBACK.bigEndian,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = host
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
