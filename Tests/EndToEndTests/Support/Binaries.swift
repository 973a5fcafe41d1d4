import Foundation

/// Where the programs under test and the independent peers are.
enum Binaries {
    static let services = ["rubato-gateway", "rubato-admission", "rubato-scheduler", "rubato-worker", "rubato-cloud"]

    /// `RUBATO_BIN`, or the folder of the running test bundle.
    static var folder: String {
        get throws {
            if let given = ProcessInfo.processInfo.environment["RUBATO_BIN"] { return given }
            let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? "/proc/self/exe"
            let program = URL(fileURLWithPath: bundle).resolvingSymlinksInPath()
            return program.deletingLastPathComponent().path
        }
    }

    static func path(_ name: String) throws -> String {
        let path = "\(try folder)/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing("\(path) is missing: build it, or set RUBATO_BIN to the folder of the executables")
        }
        return path
    }

    /// A program that a Debian package brings.
    static func system(_ name: String) throws -> String {
        let path = "/usr/bin/\(name)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing("\(path) is missing: run deploy/install.sh test")
        }
        return path
    }

    /// An interpreter that has the packages of `Tests/requirements.txt`.
    static var python: String {
        get throws {
            let path = ProcessInfo.processInfo.environment["RUBATO_TEST_PYTHON"] ?? "\(root)/.venv-test/bin/python"
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw Missing("\(path) is missing: run make .venv-test/bin/python, or set RUBATO_TEST_PYTHON")
            }
            return path
        }
    }

    /// The checkout.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path
}
