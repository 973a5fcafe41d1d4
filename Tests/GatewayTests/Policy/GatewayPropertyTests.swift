import Testing

@Suite("Whatever happens")
struct GatewayPropertyTests {
    @Test(
        "every job ends exactly once, by its deadline and 50 ms, and nothing is left behind",
        arguments: UInt64(0)..<200
    )
    func endsEveryJobOnce(seed: UInt64) {
        var world = GatewayWorld(seed: seed)
        world.run(jobs: 300)
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        #expect(world.openJobs == 0)
        #expect(world.heldBytes == 0)
        #expect(world.claims.isEmpty, "admission keeps no claim for a job that has ended")
        #expect(world.answered > 0 && world.secondAnswers > 0)
    }
}
