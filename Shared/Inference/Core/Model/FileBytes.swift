import FoundationEssentials
import Glibc

/// A whole file mapped for reading, unmapped at the end of its life.
///
/// A file that another process shortens meanwhile would end this one by a signal; model files are replaced by new
/// versions in new folders, not rewritten.
struct FileBytes: ~Copyable {
    private let base: UnsafeMutableRawPointer?
    private let count: Int

    init(path: String, byteLimit: Int) throws(ModelError) {
        (base, count) = try Self.mapped(path, byteLimit: byteLimit)
    }

    private static func mapped(
        _ path: String,
        byteLimit: Int
    ) throws(ModelError) -> (UnsafeMutableRawPointer?, Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "not a regular file") }
        let count = Int(status.st_size)
        guard count <= byteLimit else {
            throw .tooLarge(what: "size of \(path) in bytes", value: count, limit: byteLimit)
        }
        guard count > 0 else { return (nil, 0) }
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw unreadable(path)
        }
        return (base, count)
    }

    deinit {
        if let base { munmap(base, count) }
    }

    borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of the content.
    var data: Data {
        guard let base else { return Data() }
        return Data(bytes: base, count: count)
    }

    private static func unreadable(_ path: String) -> ModelError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
