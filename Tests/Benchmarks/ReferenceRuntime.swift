import Foundation

/// A process that times ONNX Runtime on request.
final class ReferenceRuntime {
    struct Missing: Error {
        let reason: String
    }

    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts it for one model, with the Python that `make` built for the tests or that `RUBATO_TEST_PYTHON` names.
    init(model: String) throws {
        let built = ".venv-test/bin/python"
        let hasBuilt = FileManager.default.isExecutableFile(atPath: built)
        let python = hasBuilt ? built : ProcessInfo.processInfo.environment["RUBATO_TEST_PYTHON"] ?? built
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["Tests/Benchmarks/inference_reference.py", model]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        print(try line())
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The thread-CPU time of one batch, averaged over the repetitions.
    func microseconds(batch: Int, repetitions: Int) throws -> Double {
        try input.fileHandleForWriting.write(contentsOf: Data("\(batch) \(repetitions)\n".utf8))
        guard let time = Double(try line()) else { throw Missing(reason: "inference_reference.py gave no number") }
        return time
    }

    private func line() throws -> String {
        var bytes: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 10 { bytes.append(byte) }
        guard !bytes.isEmpty else { throw Missing(reason: "inference_reference.py ended; is onnxruntime installed?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
