import Foundation
import Testing

/// Real pictures of the Fashion-MNIST test set, as Debian packages them.
enum Garments {
    static let path = "/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"
    static let pixelCount = 28 * 28

    /// The first `count` pictures as raw bytes.
    static func pictures(_ count: Int) throws -> [[UInt8]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "gzip -dc '\(path)' | head -c \(16 + count * pixelCount)"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let bytes = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        try #require(bytes.count == 16 + count * pixelCount, "Debian's dataset-fashion-mnist is missing at \(path)")
        return (0..<count).map { Array(bytes[16 + $0 * pixelCount..<16 + ($0 + 1) * pixelCount]) }
    }
}
