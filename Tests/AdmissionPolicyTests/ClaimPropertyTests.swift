import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("The ledger of claims")
struct ClaimPropertyTests {
    private typealias Fixture = AdmissionFixture

    @Test("says what a plain list of claims would say, whatever comes and goes", arguments: Seeds.upTo(20))
    func agreesWithList(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var fixture = Fixture()
        // Milliseconds; every job costs one, and four may be in the way.
        var claims: [(id: UInt64, deadline: Double)] = []
        var now = 0.0
        for id in 1...1_200 as ClosedRange<UInt64> {
            now += Double(Int.random(in: 0...2, using: &random)) / 2
            claims.removeAll { $0.deadline <= now }
            if Int.random(in: 0..<4, using: &random) == 0, let settled = claims.randomElement(using: &random) {
                _ = fixture.send(.jobSettled(JobID(settled.id)), at: now)
                claims.removeAll { $0.id == settled.id }
            }
            let budget = Double(Int.random(in: 3...900, using: &random))
            let trial = (claims + [(id, now + budget)]).sorted { ($0.deadline, $0.id) < ($1.deadline, $1.id) }
            let fits = trial.enumerated().allSatisfy { index, claim in
                claim.deadline < now + budget || 4 + Double(index + 1) <= claim.deadline - now
            }
            let actions = fixture.send(.jobAsked(JobID(id), Fixture.request(budget)), at: now)
            let promised = actions.contains { if case .answerJob(_, .promise) = $0 { true } else { false } }
            #expect(promised == fits, "job \(id) at \(now) ms with \(budget) ms")
            if promised { claims = trial }
            guard promised == fits else { return }
        }
        #expect(fixture.policy.claimCount == claims.count)
    }
}
