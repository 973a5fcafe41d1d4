import Foundation
import Testing

extension EndToEnd {
    /// Requests that are wrong in themselves, over the wire.
    @Suite("Malformed requests")
    struct MalformedTests {
        /// One wrong request and how it must be turned away.
        struct Wrong: Sendable, CustomTestStringConvertible {
            let what: String
            let body: Data
            var options: [String] = []
            var path = "/v2/models/fashion/infer"
            var status = 400
            /// What the answer's `field` or `error` must contain.
            let names: String

            var testDescription: String { what }
        }

        static let table: [Wrong] = [
            Wrong(what: "no JSON", body: Data("what?".utf8), names: "JSON"),
            Wrong(what: "JSON that breaks off", body: Data(#"{"inputs": [{"name": "x""#.utf8), names: "JSON"),
            Wrong(what: "empty body", body: Data(" ".utf8), names: "JSON"),
            Wrong(what: "no inputs", body: Data("{}".utf8), names: "inputs"),
            Wrong(what: "inputs of the wrong type", body: Data(#"{"inputs": 3}"#.utf8), names: "inputs"),
            Wrong(what: "unknown input", body: JobBody.json(name: "y"), names: "inputs[0].name"),
            Wrong(what: "wrong shape", body: JobBody.json(shape: "[1,1,28,27]"), names: "inputs[0].shape"),
            Wrong(what: "negative batch", body: JobBody.json(shape: "[-1,1,28,28]"), names: "inputs[0].shape"),
            Wrong(what: "unknown datatype", body: JobBody.json(datatype: "FP64"), names: "inputs[0].datatype"),
            Wrong(what: "too few values", body: JobBody.json(values: 783), names: "inputs[0].data"),
            Wrong(what: "too many values", body: JobBody.json(values: 785), names: "inputs[0].data"),
            Wrong(
                what: "a negative timeout",
                body: JobBody.json(parameters: #"{"timeout": -1}"#),
                names: "parameters.timeout"
            ),
            Wrong(
                what: "a timeout that is no number",
                body: JobBody.json(parameters: #"{"timeout": "soon"}"#),
                names: "parameters.timeout"
            ),
            Wrong(
                what: "an exit that is not there",
                body: JobBody.json(parameters: #"{"min_exit": 9}"#),
                names: "parameters.min_exit"
            ),
            Wrong(
                what: "an unknown output",
                body: JobBody.json(outputs: #"[{"name": "z"}]"#),
                names: "outputs[0].name"
            ),
            Wrong(
                what: "a binary header longer than the body",
                body: Data("{}".utf8),
                options: ["-H", "inference-header-content-length: 99"],
                names: "inference-header-content-length"
            ),
            Wrong(
                what: "an unknown model",
                body: JobBody.json(),
                path: "/v2/models/none/infer",
                status: 404,
                names: "model"
            ),
            Wrong(
                what: "a stream without a rate",
                body: Data(#"{"model": "fashion"}"#.utf8),
                path: "/v2/streams",
                names: "fps"
            ),
            Wrong(
                what: "a frame of no stream",
                body: JobBody.json(),
                path: "/v2/streams/none/infer",
                status: 404,
                names: "stream"
            ),
        ]

        @Test("are answered with a status and the field's name", arguments: table)
        func isTurnedAway(wrong: Wrong) async throws {
            let cluster = try await TestCluster.shared.value
            let options = ["--http2-prior-knowledge"] + wrong.options
            let reply = try await Reply.fetch(cluster.url + wrong.path, body: wrong.body, options: options)
            #expect(reply.status == wrong.status, "\(reply.text)")
            let said = [reply.json["field"], reply.json["error"]].compactMap { $0 as? String }.joined(separator: " ")
            #expect(said.contains(wrong.names), "\(reply.text)")
        }

        @Test("garbage at every port ends no process, and the cluster serves on")
        func garbage() async throws {
            let cluster = try await TestCluster.shared.value
            let before = await cluster.processes
            for port in cluster.ports.values {
                for seed in UInt8(0)..<8 { try Self.pour(seed, into: port) }
            }
            let reply = try await Reply.fetch("\(cluster.url)/v2/models/fashion/infer", body: JobBody.json())
            #expect(reply.status == 200, "\(reply.text)")
            #expect(await cluster.processes == before)
        }

        /// Sends bytes that are no request, some of them behind the beginning of one.
        private static func pour(_ seed: UInt8, into port: Int) throws {
            let connection = try RawConnection(port: port)
            let beginnings = [
                "", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST /v2/models/fashion/infer HTTP/1.1\r\n", "GET ",
            ]
            connection.send(beginnings[Int(seed) % beginnings.count])
            var value = seed
            let noise = (0..<20_000).map { _ -> UInt8 in
                value = value &* 73 &+ 41
                return value ^ value >> 3
            }
            connection.send(noise)
        }
    }
}
