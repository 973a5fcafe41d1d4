import Foundation
import Testing

extension EndToEnd {
    @Suite("Stopping")
    struct StopTests {
        /// A service that stands alone, and its port.
        private static func start(_ service: String) async throws -> (RunningCommand, Int) {
            let port = Int.random(in: 20_000..<32_000)
            let arguments = ["--port", "\(port)"] + (service == "rubato-gateway" ? ["--metrics-port", "0"] : [])
            let running = try RunningCommand(Binaries.path(service), arguments)
            let limit = Date().addingTimeInterval(20)
            while Date() < limit {
                let probe = ["probe", "http://127.0.0.1:\(port)/v2/health/live"]
                if try await Command.run(Binaries.path("rubato"), probe).status == 0 { return (running, port) }
                try await Task.sleep(for: .milliseconds(20))
            }
            throw Missing("\(service) does not answer: \(running.output)\(running.error)")
        }

        @Test("every service exits with 0 within 8 s of SIGTERM", arguments: Binaries.services)
        func graceful(service: String) async throws {
            let (running, _) = try await Self.start(service)
            running.signal(SIGTERM)
            let end = try await running.finish(within: 8)
            #expect(end.status == 0, "\(end.output.suffix(1_000))\(end.error.suffix(1_000))")
        }

        @Test("a service is not ready from the first signal on, and a second one ends it at once")
        func secondSignal() async throws {
            let (running, port) = try await Self.start("rubato-gateway")
            // A request that never ends keeps the gateway draining.
            let connection = try RawConnection(port: port)
            connection.send("POST /v2/streams HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
            try await Task.sleep(for: .milliseconds(200))
            running.signal(SIGTERM)
            try await Task.sleep(for: .milliseconds(500))
            #expect(running.isRunning)
            let second = Date()
            running.signal(SIGTERM)
            let end = try await running.finish(within: 5)
            #expect(Date().timeIntervalSince(second) < 2)
            #expect(end.status != 0)
        }

        @Test("a cluster that is stopped under load answers what it has taken and exits with 0")
        func stopUnderLoad() async throws {
            let cluster = try await TestCluster(["--workers", "cpu"])
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let load = try LoadResult.start(
                cluster.url,
                ["--rate", "50", "--duration", "4", "--deadline", "1000"],
                report: report
            )
            try await Task.sleep(for: .seconds(2))
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
            let result = try await LoadResult.finish(load, report: report)
            #expect(result.isBalanced)
            #expect(result.lost == 0)
            #expect(result.in_deadline >= 50, "\(result)")
            #expect(Set(result.failure_reasons.keys).isSubset(of: ["connection lost", "stream refused"]), "\(result)")
        }

        @Test("the services end when the tool is killed")
        func orphans() async throws {
            let cluster = try await TestCluster(["--workers", "cpu"])
            let services = await cluster.processes
            #expect(services.count == 4)
            try await cluster.killTool()
            let limit = Date().addingTimeInterval(15)
            while Date() < limit, services.values.contains(where: { kill($0, 0) == 0 }) {
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(services.values.filter { kill($0, 0) == 0 } == [])
        }
    }
}
