import Domain
import GatewayPolicy
import Testing

@Suite("Tenants by their names")
struct TenantTableTests {
    @Test("names beyond the bound count as one, and configured ones have their weights")
    func bounds() {
        let cameras = Tenant(TenantID("cameras"), weight: 3)
        var table = TenantTable([cameras], limit: 2)
        #expect(table.tenant(named: "") == .nobody)
        #expect(table.tenant(named: "doors") == Tenant(TenantID("doors")))
        #expect(table.tenant(named: "late") == Tenant(.other))
        #expect(table.tenant(named: "later") == Tenant(.other))
        #expect(table.tenant(named: "cameras") == cameras)
        #expect(table.count == 2 && table.overflow == 2)
    }

    @Test("a weight that is absurd is brought within bounds")
    func weights() {
        #expect(Tenant(.other, weight: .infinity).weight == 1)
        #expect(Tenant(.other, weight: 1e9).weight == Tenant.weights.upperBound)
        #expect(Tenant(.other, weight: -1).weight == Tenant.weights.lowerBound)
    }
}
