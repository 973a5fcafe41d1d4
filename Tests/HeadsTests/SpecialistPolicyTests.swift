import Kernel
import Testing

@testable import Heads

@Suite("Specialization of a stream")
struct SpecialistPolicyTests {
    /// A stream of one frame each 100 ms with a boundary each second, whose cloud tier trains in 5 s.
    struct World {
        var policy: SpecialistPolicy
        var generator: SeededGenerator
        var now = Instant.origin
        var frames = 0
        var trained: (classes: [Int], at: Instant)?
        var log: [(at: Instant, action: SpecialistPolicy.Action)] = []
        /// Whether the specialist takes everything for one of its own.
        var isStubborn = false

        init(seed: UInt64) {
            var settings = SpecialistPolicy.Settings()
            settings.window = .seconds(60)
            settings.pause = .seconds(120)
            policy = SpecialistPolicy(classCount: 10, settings: settings)
            generator = SeededGenerator(seed: seed)
        }

        /// Runs with that share of frames from the classes, and the rest from all others.
        mutating func run(seconds: Int, share: Double, of classes: [Int]) {
            for _ in 0..<seconds * 10 {
                now = now + .milliseconds(100)
                frames += 1
                let isDominating = Double.random(in: 0..<1, using: &generator) < share
                let others = (0..<10).filter { !classes.contains($0) }
                let truth = (isDominating ? classes : others).randomElement(using: &generator) ?? 0
                see(truth)
                if frames.isMultiple(of: 10) { cross() }
            }
        }

        private mutating func see(_ truth: Int) {
            guard let special = policy.specialClasses else { return feed(.recognized(truth)) }
            let answer = isStubborn ? special[0] : truth
            feed(.recognized(answer))
            if frames.isMultiple(of: 7) { feed(.audited(agrees: answer == truth)) }
        }

        private mutating func cross() {
            if let trained, trained.at <= now {
                feed(.trained(trained.classes, agreement: 0.95))
                self.trained = nil
            }
            feed(.boundary)
        }

        private mutating func feed(_ event: SpecialistPolicy.Event) {
            for action in policy.handle(event, at: now) {
                log.append((now, action))
                if case .train(let classes) = action { trained = (classes, now + .seconds(5)) }
            }
        }

        var actions: [SpecialistPolicy.Action] { log.map(\.action) }
    }

    @Test("begins when classes dominate, and ends within the window when they no longer do", arguments: UInt64(1)...50)
    func followsContext(seed: UInt64) throws {
        var world = World(seed: seed)
        world.run(seconds: 120, share: 0.2, of: [3, 8])
        #expect(world.actions.isEmpty)
        world.run(seconds: 200, share: 0.85, of: [3, 8])
        #expect(world.policy.specialClasses == [3, 8])
        let end = world.now
        world.run(seconds: 60, share: 0.2, of: [3, 8])
        #expect(world.policy.specialClasses == nil)
        let last = try #require(world.log.last)
        #expect(last.action == .withdraw(.contextEnded))
        #expect(last.at <= end + .seconds(60))
    }

    @Test("goes from one context to another by way of the general heads", arguments: UInt64(1)...10)
    func changesContext(seed: UInt64) {
        var world = World(seed: seed)
        world.run(seconds: 200, share: 0.9, of: [1, 2])
        world.run(seconds: 200, share: 0.9, of: [4, 5])
        let withdrawals = world.actions.filter { $0 == .withdraw(.contextEnded) }
        #expect(withdrawals.count == 1)
        #expect(world.policy.specialClasses == [4, 5])
    }

    @Test("is withdrawn by its audits when it hides the end of its context", arguments: UInt64(1)...10)
    func distrusts(seed: UInt64) {
        var world = World(seed: seed)
        world.run(seconds: 120, share: 0.9, of: [1, 2])
        #expect(world.policy.specialClasses == [1, 2])
        world.isStubborn = true
        let before = world.now
        world.run(seconds: 60, share: 0.2, of: [1, 2])
        let withdrawal = world.log.first { $0.at > before && $0.action == .withdraw(.disagreement) }
        #expect(withdrawal != nil)
        // And is not asked for again at once.
        #expect(!world.log.contains { $0.at > before && $0.action == .train([1, 2]) })
    }

    @Test("does nothing between boundaries")
    func changesAtBoundariesOnly() {
        var policy = SpecialistPolicy(classCount: 4)
        for number in 0..<200 {
            #expect(policy.handle(.recognized(number % 2), at: Instant(nanoseconds: Int64(number))).isEmpty)
        }
        let now = Instant(nanoseconds: 1_000)
        #expect(policy.handle(.boundary, at: now) == [.train([0, 1])])
        #expect(policy.handle(.trained([0, 1], agreement: 1), at: now).isEmpty)
        #expect(policy.specialClasses == nil)
        #expect(policy.handle(.boundary, at: now) == [.install([0, 1])])
    }

    @Test("does not install what comes after its context, or was not asked for")
    func ignoresLateHeads() {
        var policy = SpecialistPolicy(classCount: 4)
        for _ in 0..<100 { _ = policy.handle(.recognized(1), at: .origin) }
        #expect(policy.handle(.boundary, at: .origin) == [.train([1])])
        _ = policy.handle(.trained([2], agreement: 1), at: .origin)
        let later = Instant.origin + .seconds(301)
        #expect(policy.handle(.boundary, at: later).isEmpty)
        _ = policy.handle(.trained([1], agreement: 1), at: later)
        #expect(policy.handle(.boundary, at: later).isEmpty)
        #expect(policy.specialClasses == nil)
    }

    @Test("waits before it asks again for what could not be trained")
    func pausesAfterFailure() {
        var policy = SpecialistPolicy(classCount: 4)
        var now = Instant.origin
        func see(_ policy: inout SpecialistPolicy) {
            for _ in 0..<100 { _ = policy.handle(.recognized(1), at: now) }
        }
        see(&policy)
        #expect(policy.handle(.boundary, at: now) == [.train([1])])
        _ = policy.handle(.trainingFailed, at: now)
        #expect(policy.handle(.boundary, at: now).isEmpty)
        now = now + .seconds(601)
        see(&policy)
        #expect(policy.handle(.boundary, at: now) == [.train([1])])
    }

    @Test("keeps a bounded number of frames")
    func isBounded() {
        var window = ClassWindow(length: .seconds(1_000), classCount: 2)
        for number in 0..<3 * ClassWindow.limit { window.add(number < ClassWindow.limit ? 0 : 1, at: .origin) }
        #expect(window.count == ClassWindow.limit)
        #expect(window.counts == [0, ClassWindow.limit])
    }
}
