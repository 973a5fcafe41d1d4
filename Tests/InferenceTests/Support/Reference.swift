import Foundation
import Testing

/// Asks ONNX Runtime for a model's logits.
enum Reference {
    /// Prefers the environment that `make` builds for the tests.
    static var python: String {
        let built = "\(ServedModel.root)/.venv-test/bin/python"
        if FileManager.default.isExecutableFile(atPath: built) { return built }
        return ProcessInfo.processInfo.environment["RUBATO_TEST_PYTHON"] ?? built
    }

    /// - Parameters:
    ///   - model: The ONNX file.
    ///   - samples: Normalized inputs.
    ///   - exits: How many outputs the file has, all of the same size.
    /// - Returns: By exit and then by sample, in the file's order of outputs.
    /// - Throws: When Python or a package of it is missing.
    static func logits(model: String, samples: [[Float]], exits: Int) throws -> [[[Float]]] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["\(ServedModel.root)/Tests/InferenceTests/reference.py", model]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try #require(FileManager.default.isExecutableFile(atPath: python), "no Python with onnxruntime at \(python)")
        try process.run()
        let bytes = samples.flatMap(\.self).withUnsafeBytes { Data($0) }
        try input.fileHandleForWriting.write(contentsOf: bytes)
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "reference.py failed")
        let floats = data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
        let classes = floats.count / samples.count / exits
        return (0..<exits).map { exit in
            (0..<samples.count).map { sample in
                let start = (exit * samples.count + sample) * classes
                return Array(floats[start..<start + classes])
            }
        }
    }
}
