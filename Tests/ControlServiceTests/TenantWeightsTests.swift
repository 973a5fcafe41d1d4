import Domain
import ServiceKit
import Testing

@Suite("Weights of tenants")
struct TenantWeightsTests {
    @Test("are read from names with weights, and none from nothing")
    func read() throws {
        let tenants = try TenantWeights.read("cameras=3,doors=0.5")
        #expect(tenants.map(\.id.rawValue) == ["cameras", "doors"])
        #expect(tenants.map(\.weight) == [3, 0.5])
        #expect(try TenantWeights.read("").isEmpty)
    }

    @Test(
        "that make no sense are refused in words",
        arguments: ["a", "=1", "a=x", "a=0", "a=101", "a=nan", "a=1,a=2", "a=1=2"]
    )
    func wrong(text: String) {
        #expect(throws: ConfigurationError.self) { try TenantWeights.read(text) }
    }
}
