import AdmissionPolicy
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Counter-offers")
struct CounterOfferTests {
    /// A random worker that has promised what it could to random streams until one was refused.
    private struct World {
        private let member: Member
        private let policy: AdmissionPolicy
        let request: StreamRequest
        let offer: CounterOffer?

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            let models = (0..<Int.random(in: 1...2, using: &random)).map { index in
                let perSample = (0..<3).map { _ in random.duration(in: .microseconds(50)...(.microseconds(900))) }
                let fixed = random.duration(in: .zero...(.milliseconds(2)))
                return TestModels.model("m\(index)", perSample: perSample, fixed: fixed, capacity: 16)
            }
            member = TestModels.member(models)
            var configuration = AdmissionConfiguration(jobOverhead: .zero)
            configuration.tablePatience = seed.isMultiple(of: 2) ? .milliseconds(500) : .zero
            var policy = AdmissionPolicy(configuration: configuration)
            _ = policy.handle(.viewChanged([member]), at: .origin)
            for index in 0..<40 {
                let request = StreamRequest(
                    model: models[Int.random(in: 0..<models.count, using: &random)].id,
                    period: random.duration(in: .milliseconds(4)...(.milliseconds(40))),
                    deadline: random.duration(in: .milliseconds(12)...(.milliseconds(80))),
                    mandatoryExit: Int.random(in: 0...2, using: &random)
                )
                let before = policy
                let verdict = Self.verdict(on: request, "s\(index)", &policy, member)
                guard let refusal = verdict?.refusal else { continue }
                (self.policy, self.request, offer) = (before, request, refusal.counterOffer)
                return
            }
            (self.policy, request, offer) = (
                policy, StreamRequest(model: models[0].id, period: .zero, deadline: .zero), nil
            )
        }

        /// Whether a stream would be promised now, if need be when the idle lane has taken up a table.
        func keeps(_ request: StreamRequest) -> Bool {
            var policy = policy
            return Self.verdict(on: request, "trial", &policy, member)?.promise != nil
        }

        private static func verdict(
            on request: StreamRequest,
            _ id: String,
            _ policy: inout AdmissionPolicy,
            _ member: Member
        ) -> StreamVerdict? {
            var actions = policy.handle(.streamAsked(StreamID(id), request), at: .origin)
            for case .tellLane(_, let told) in actions where told.table != nil {
                var shown = member
                shown.table = told.table?.mark ?? 0
                actions += policy.handle(.viewChanged([shown]), at: .origin)
            }
            for case .answerStream(_, let verdict) in actions { return verdict }
            return nil
        }
    }

    @Test(
        "an offered rate, deadline or exit is promised when it is asked for, and a little more is not",
        arguments: Seeds.upTo(100)
    )
    func areTheLargest(seed: UInt64) {
        let world = World(seed: seed)
        if let rate = world.offer?.framesPerSecond { judge(rate, in: world) }
        if let deadline = world.offer?.deadline { judge(deadline, in: world) }
        guard let exit = world.offer?.mandatoryExit else { return }
        var request = world.request
        request.mandatoryExit = exit
        #expect(world.keeps(request))
        request.mandatoryExit = exit + 1
        #expect(!world.keeps(request))
    }

    private func judge(_ rate: Double, in world: World) {
        var request = world.request
        request.period = .seconds(1 / rate)
        #expect(world.keeps(request), "\(rate) frames a second")
        // Two steps of the search, and what rates and periods are rounded by.
        let asked = 1 / world.request.period.seconds
        request.period = .seconds(1 / (rate + 2 * asked / 1_024 + 0.001)) - .microseconds(2)
        #expect(request.period <= world.request.period || !world.keeps(request), "beyond \(rate) frames a second")
    }

    private func judge(_ deadline: Duration, in world: World) {
        var request = world.request
        request.deadline = deadline
        #expect(world.keeps(request), "\(deadline)")
        request.deadline = deadline - world.request.deadline / 1_024 - .microseconds(2)
        #expect(request.deadline <= world.request.deadline || !world.keeps(request), "below \(deadline)")
    }

    @Test("there are offers of each kind")
    func areMade() {
        let offers = (UInt64(0)..<60).compactMap { World(seed: $0).offer }
        #expect(offers.count(where: { $0.framesPerSecond != nil }) >= 10)
        #expect(offers.count(where: { $0.deadline != nil }) >= 10)
        #expect(offers.count(where: { $0.mandatoryExit != nil }) >= 5)
    }
}
