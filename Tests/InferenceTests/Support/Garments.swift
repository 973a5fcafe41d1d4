import Foundation
import Testing

/// Real pictures of the Fashion-MNIST test set, as Debian packages them.
enum Garments {
    static let path = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"
    static let pixelCount = 28 * 28

    /// The first `count` pictures as raw bytes.
    static func pictures(_ count: Int) throws -> [[UInt8]] {
        let bytes = try bytes(of: path, header: 16, count: count * pixelCount)
        return (0..<count).map { Array(bytes[$0 * pixelCount..<($0 + 1) * pixelCount]) }
    }

    /// The classes of the first `count` pictures.
    static func labels(_ count: Int) throws -> [UInt8] {
        try bytes(of: path.replacing("images-idx3", with: "labels-idx1"), header: 8, count: count)
    }

    private static func bytes(of path: String, header: Int, count: Int) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "gzip -dc '\(path)' | head -c \(header + count)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        try #require(bytes.count == header + count, "Debian's dataset-fashion-mnist is missing at \(path)")
        return Array(bytes[header...])
    }
}
