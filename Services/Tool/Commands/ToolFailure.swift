package import ArgumentParser
import YAMLFiles

/// Why a command of the tool could not do its work; the description is for the person who typed it.
package enum ToolFailure: Error, Equatable, CustomStringConvertible {
    /// Model, data set or file that is missing or makes no sense.
    case badData(String)
    /// Nobody answers, or not as the protocol says.
    case unreachable(String)
    /// The cluster did not come up, or did not end in order.
    case clusterFailed(String)

    package var description: String {
        switch self {
        case .badData(let text), .unreachable(let text), .clusterFailed(let text): text
        }
    }

    /// The process's exit code, after sysexits: 65 for data, 69 for what is not reachable, 1 else.
    package var exitCode: ExitCode {
        switch self {
        case .badData: ExitCode(65)
        case .unreachable: ExitCode(69)
        case .clusterFailed: ExitCode(1)
        }
    }

    /// Runs a command's work and ends the process with this failure's text and code, if it fails so.
    ///
    /// - Parameter work: What the command does.
    /// - Throws: An exit code after the text has been printed, or what else `work` threw.
    package static func reporting(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let failure as ToolFailure {
            Console.error("rubato: \(failure)")
            throw failure.exitCode
        } catch let failure as FileError {
            Console.error("rubato: \(failure)")
            throw badData("").exitCode
        }
    }
}
