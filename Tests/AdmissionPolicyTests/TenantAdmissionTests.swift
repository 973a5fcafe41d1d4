import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Admission among tenants")
struct TenantAdmissionTests {
    private typealias Fixture = AdmissionFixture

    private static func fixture() -> Fixture {
        var configuration = Fixture.configuration
        configuration.tablePatience = .zero
        configuration.tenants = [Tenant(TenantID("small"), weight: 1), Tenant(TenantID("large"), weight: 9)]
        return Fixture(configuration: configuration)
    }

    private static func stream(_ tenant: String) -> StreamRequest {
        var request = Fixture.stream(period: 100, deadline: 100)
        request.tenant = TenantID(tenant)
        return request
    }

    @Test("a tenant alone may have everything")
    func alone() {
        var fixture = Self.fixture()
        let count = (0..<200).count { fixture.ask("s\($0)", Self.stream("small"))?.promise != nil }
        #expect(count >= 60)
    }

    @Test("of two that want all there is, each gets streams by its weight, whoever asks more often")
    func streams() {
        var fixture = Self.fixture()
        _ = fixture.ask("first", Self.stream("large"))
        var held = ["small": 0, "large": 1]
        for index in 0..<2_000 {
            // The small one asks nine times as often.
            let tenant = index % 10 == 0 ? "large" : "small"
            if fixture.ask("\(tenant)-\(index)", Self.stream(tenant))?.promise != nil { held[tenant, default: 0] += 1 }
        }
        let (small, large) = (held["small"] ?? 0, held["large"] ?? 0)
        #expect(small >= 6 && large >= 50)
        #expect(Double(large) >= 6 * Double(small), "\(held)")
    }

    @Test(
        "a flood of one-shot jobs takes no other tenant's part of the promises, and nobody is starved",
        arguments: Seeds.upTo(20)
    )
    func jobs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var fixture = Self.fixture()
        var asked: [String: Int] = [:]
        var promised: [String: Int] = [:]
        for step in 0..<20_000 {
            // Four times what the worker can do from the flood, half of it from the other.
            let milliseconds = Double(step) * 0.2
            let tenant = Int.random(in: 0..<9, using: &random) == 0 ? "large" : "small"
            var request = Fixture.request(20)
            request.tenant = TenantID(tenant)
            let isCounted = milliseconds > 1_000
            asked[tenant, default: 0] += isCounted ? 1 : 0
            guard case .promise? = fixture.ask(request, at: milliseconds) else { continue }
            promised[tenant, default: 0] += isCounted ? 1 : 0
        }
        let large = Double(promised["large"] ?? 0) / Double(max(1, asked["large"] ?? 0))
        #expect(large >= 0.9, "the tenant within its part got \(large) of what it asked for")
        let all = promised.values.reduce(0, +)
        #expect((promised["small"] ?? 0) * 100 >= 9 * all, "the other got less than its tenth: \(promised)")
    }
}
