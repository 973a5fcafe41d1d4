import Foundation

/// Reads and writes whole files, with errors for people.
enum Files {
    static func bytes(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ToolFailure.badData("cannot read \(path)")
        }
        return Array(data)
    }

    /// The content of a file that gzip has compressed, by the program of that name.
    static func uncompressed(_ path: String) throws -> [UInt8] {
        let gzip = Process()
        let output = Pipe()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", "--", path]
        gzip.standardOutput = output
        gzip.standardError = FileHandle.nullDevice
        do {
            try gzip.run()
        } catch {
            throw ToolFailure.badData("cannot run gzip to read \(path): \(error)")
        }
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        gzip.waitUntilExit()
        guard gzip.terminationStatus == 0 else { throw ToolFailure.badData("gzip cannot read \(path)") }
        return Array(data)
    }

    static func write(_ data: Data, to path: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw ToolFailure.badData("cannot write \(path): \(error.localizedDescription)")
        }
    }

    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ToolFailure.badData("cannot make the folder \(path): \(error.localizedDescription)")
        }
    }
}
