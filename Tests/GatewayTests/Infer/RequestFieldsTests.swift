import Testing
import Transport

@testable import GatewayService

@Suite("Header fields of inference requests")
struct RequestFieldsTests {
    @Test(
        "the own deadline header counts most, then Envoy's, then gRPC's",
        arguments: [
            (["rubato-deadline-ms": "12.5"], .microseconds(12_500)),
            (["x-envoy-expected-rq-timeout-ms": "30"], .milliseconds(30)),
            (["grpc-timeout": "40m"], .milliseconds(40)),
            (["grpc-timeout": "40m", "rubato-deadline-ms": "5"], .milliseconds(5)),
            (["grpc-timeout": "40m", "x-envoy-expected-rq-timeout-ms": "6"], .milliseconds(6)),
            ([:], nil),
        ] as [(HeaderList, Duration?)]
    )
    func readsBudgets(headers: HeaderList, budget: Duration?) throws {
        #expect(try RequestFields(headers).budget == budget)
    }

    @Test(
        "a field that can not be read is named",
        arguments: [
            ("rubato-deadline-ms", "soon"), ("rubato-deadline-ms", "-1"), ("rubato-deadline-ms", "nan"),
            ("rubato-deadline-ms", "0"), ("x-envoy-expected-rq-timeout-ms", "1s"), ("grpc-timeout", "5"),
            ("grpc-timeout", "123456789m"), ("inference-header-content-length", "-1"),
            ("inference-header-content-length", "x"), ("rubato-tenant", "two words"), ("rubato-tenant", ""),
        ]
    )
    func namesFields(name: String, value: String) throws {
        var headers = HeaderList()
        headers.append(name, value)
        let problem = try #require(throws: APIProblem.self) { try RequestFields(headers) }
        #expect(problem.status == 400)
        #expect(problem.field == name)
    }
}
