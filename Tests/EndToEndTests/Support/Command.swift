import Foundation

/// A program that was run to its end.
struct Command {
    let status: Int32
    let output: String
    let error: String

    /// Runs a program without a shell; after that many seconds it is killed, and the call throws.
    static func run(_ path: String, _ arguments: [String], within seconds: Double = 60) async throws -> Command {
        let running = try RunningCommand(path, arguments)
        return try await running.finish(within: seconds)
    }
}
