import Foundation
import Testing

extension EndToEnd {
    @Suite("Options")
    struct OptionTests {
        @Test("every executable explains itself", arguments: Binaries.services + ["rubato"])
        func help(name: String) async throws {
            let end = try await Command.run(Binaries.path(name), ["--help"])
            #expect(end.status == 0)
            #expect(end.output.contains("OVERVIEW") && end.output.contains("USAGE"))
        }

        @Test("all executables are of one version")
        func version() async throws {
            var versions: Set<String> = []
            for name in Binaries.services + ["rubato"] {
                let end = try await Command.run(Binaries.path(name), ["--version"])
                #expect(end.status == 0)
                let last = end.output.split(whereSeparator: \.isWhitespace).last.map(String.init)
                versions.insert(last ?? name)
            }
            #expect(versions.count == 1, "\(versions)")
        }

        @Test("every service prints the configuration that flags and environment make", arguments: Binaries.services)
        func printConfig(name: String) async throws {
            let environment = ["RUBATO_LOG_LEVEL=warning", try Binaries.path(name), "--print-config", "--port", "4711"]
            let end = try await Command.run("/usr/bin/env", environment)
            #expect(end.status == 0, "\(end.error)")
            #expect(end.output.contains("port: 4711"), "\(end.output)")
            #expect(end.output.contains("log-level: warning"), "\(end.output)")
        }

        @Test("wrong usage ends with 64 and says why", arguments: Binaries.services)
        func wrongUsage(name: String) async throws {
            let end = try await Command.run(Binaries.path(name), ["--port", "70000"])
            #expect(end.status == 64)
            #expect(end.error.contains("--port"))
        }

        @Test("the tool shows the stages of a model")
        func inspect() async throws {
            let model = "\(Binaries.root)/deploy/models/fashion/1"
            let end = try await Command.run(Binaries.path("rubato"), ["model", "inspect", model])
            #expect(end.status == 0, "\(end.error)")
            #expect(end.output.contains("MFLOP") && end.output.contains("exit3"))
            let wrong = try await Command.run(Binaries.path("rubato"), ["model", "inspect", #filePath])
            #expect(wrong.status == 65)
            #expect(wrong.error.contains("malformed"))
        }

        @Test("profiles are all that is printed when they are asked for", arguments: ["rubato-worker", "rubato-cloud"])
        func profileOnly(name: String) async throws {
            let arguments = [
                "--profile-only", "--models", "\(Binaries.root)/deploy/models", "--model", "fashion",
                "--max-batch", "2", "--profile-seconds", "0.1", "--cache-dir", "",
            ]
            let end = try await Command.run(Binaries.path(name), arguments)
            #expect(end.status == 0, "\(end.error)")
            let page = try JSONSerialization.jsonObject(with: Data(end.output.utf8)) as? [String: Any]
            let models = page?["models"] as? [String: Any]
            #expect(models?["fashion/1"] != nil, "\(end.output)")
        }

        @Test("the tool says when nobody answers")
        func unreachable() async throws {
            let options = [
                "load", "--url", "http://127.0.0.1:1", "--model", "fashion", "--rate", "1", "--deadline", "9",
            ]
            let end = try await Command.run(Binaries.path("rubato"), options)
            #expect(end.status == 69)
            #expect(end.error.contains("127.0.0.1:1"))
        }
    }
}
