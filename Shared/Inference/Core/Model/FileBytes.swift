import Glibc

/// A whole file mapped for reading, unmapped at the end of its life.
///
/// A file that another process shortens meanwhile would end this one by a signal; model files are replaced by new
/// versions in new folders, not rewritten.
struct FileBytes: ~Copyable {
    private let base: UnsafeMutableRawPointer?
    private let count: Int

    init(path: String, byteLimit: Int) throws(ModelError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path: path, reason: "not a regular file") }
        count = Int(status.st_size)
        guard count <= byteLimit else { throw .tooLarge(what: "size of \(path) in bytes", value: count, limit: byteLimit) }
        guard count > 0 else {
            base = nil
            return
        }
        guard let mapped = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), mapped != MAP_FAILED else {
            throw Self.unreadable(path)
        }
        base = mapped
    }

    deinit {
        if let base { munmap(base, count) }
    }

    borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: count))
    }

    private static func unreadable(_ path: String) -> ModelError {
        .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
}
