import Foundation

/// Finds what belongs to this program: the services beside it and the models of its checkout.
enum Executables {
    /// The folder of the running program, links resolved.
    static var folder: String {
        let program =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: program).deletingLastPathComponent().path
    }

    static func check(_ executable: String, in folder: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "\(folder)/\(executable)") else {
            throw ToolFailure.clusterFailed("\(executable) is missing beside rubato in \(folder); build it first")
        }
    }

    /// The folder of models that a flag names, else the one that is found, else where a checkout has it.
    static func repository(_ given: String?) throws -> String { try given ?? modelFolder ?? "deploy/models" }

    /// `deploy/models` of the working folder or of a folder above the program; `nil` leaves it to the worker.
    static var modelFolder: String? {
        get throws {
            var candidates = [FileManager.default.currentDirectoryPath]
            var folder = URL(fileURLWithPath: self.folder)
            while folder.path != "/" {
                candidates.append(folder.path)
                folder.deleteLastPathComponent()
            }
            return candidates.map { "\($0)/deploy/models" }.first { FileManager.default.fileExists(atPath: $0) }
        }
    }
}
