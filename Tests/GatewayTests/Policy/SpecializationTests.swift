import Domain
import Heads
import Kernel
import Testing

@testable import GatewayPolicy

@Suite("Heads for skewed streams")
struct SpecializationTests {
    private static let one = StreamID("one")

    @Test("are ordered, sent, used and withdrawn with their context", arguments: UInt64(1)...20)
    func follows(seed: UInt64) {
        var world = SpecializationWorld(seed: seed)
        world.open(Self.one)
        #expect(world.run([Self.one], seconds: 60, share: 0.2) == 0 && world.ordered == 0)
        let byHeads = world.run([Self.one], seconds: 120, share: 0.9)
        #expect(byHeads > 300 && world.ordered == 1)
        #expect(world.policy.stream(Self.one)?.specialClasses == [0, 1])
        #expect(world.policy.counters.audits > 20 && world.policy.counters.disagreements == 0)
        world.run([Self.one], seconds: 30, share: 0.2)
        #expect(world.policy.counters.contextsEnded == 1, "within the window")
        #expect(world.run([Self.one], seconds: 10, share: 0.2) == 0)
        #expect(
            world.shelves[SpecializationWorld.first]?.isEmpty == true && world.known.isEmpty,
            "nothing is left behind"
        )
    }

    @Test("are never ordered without a cloud tier")
    func needsTier() {
        var world = SpecializationWorld(tier: false)
        world.open(Self.one)
        #expect(world.run([Self.one], seconds: 120, share: 0.9) == 0)
        #expect(world.ordered == 0 && world.policy.counters.orders == 0)
    }

    @Test("serve on when the cloud tier goes")
    func outlivesTier() {
        var world = SpecializationWorld()
        world.open(Self.one)
        world.run([Self.one], seconds: 60, share: 0.9)
        world.feed(.tierChanged(isThere: false))
        #expect(world.run([Self.one], seconds: 60, share: 0.9) > 300)
        world.run([Self.one], seconds: 40, share: 0.2)
        #expect(world.policy.counters.contextsEnded == 1)
    }

    @Test("are sent again to a worker that has lost them, and frames are answered meanwhile")
    func survivesRestart() {
        var world = SpecializationWorld()
        world.open(Self.one)
        world.run([Self.one], seconds: 60, share: 0.9)
        world.shelves = [:]
        #expect(world.run([Self.one], seconds: 20, share: 0.9) > 100)
        #expect(world.policy.counters.framesMissed == 1 && world.ordered == 1)
    }

    @Test("follow their stream to another worker, and are not kept at every one it has been on")
    func moves() {
        var world = SpecializationWorld()
        world.open(Self.one)
        world.run([Self.one], seconds: 60, share: 0.9)
        for number in 1...5 {
            #expect(world.run([Self.one], seconds: 10, share: 0.9, on: WorkerID("w\(number)")) > 50)
        }
        #expect(world.shelves.values.count { !$0.isEmpty } <= 2)
        world.feed(.closed(Self.one))
        #expect(world.shelves.values.allSatisfy(\.isEmpty) && world.known.isEmpty)
    }

    @Test("are withdrawn by their audits when they hide the end of their context")
    func distrusts() {
        var world = SpecializationWorld { $0.detector.auditCount = 10 }
        world.open(Self.one)
        world.run([Self.one], seconds: 60, share: 0.9)
        world.isStubborn = true
        world.run([Self.one], seconds: 40, share: 0.2)
        #expect(world.policy.counters.doubts == 1 && world.policy.counters.contextsEnded == 0)
        #expect(world.policy.stream(Self.one)?.inForce == nil)
    }

    @Test("that cannot be trained are not asked for again at once")
    func pauses() {
        var world = SpecializationWorld()
        world.trainingFails = true
        world.open(Self.one)
        world.run([Self.one], seconds: 70, share: 0.9)
        #expect(world.ordered == 1)
        world.run([Self.one], seconds: 60, share: 0.9)
        #expect(world.ordered == 2 && world.policy.counters.trainingsFailed >= 1)
    }

    @Test("that nobody waits for any more are canceled, or forgotten when they come")
    func cancels() {
        var world = SpecializationWorld()
        world.open(Self.one)
        while world.ordered == 0 { world.run([Self.one], seconds: 1, share: 0.9) }
        world.feed(.closed(Self.one))
        #expect(world.canceled == 1 && world.policy.counters.trainingsWasted == 1)
        #expect(world.feed(.trained(HeadsID(101), agreement: 1)) == [.forget(HeadsID(101))])
    }

    @Test("are ordered for so many streams at once, and watched for so many, as the bounds say")
    func isBounded() {
        var world = SpecializationWorld {
            $0.streams = 3
            $0.orders = 1
        }
        let ids = (0..<5).map { StreamID("s\($0)") }
        for id in ids { world.open(id) }
        #expect(world.policy.watchedCount == 3 && world.policy.counters.unwatchedStreams == 2)
        while world.ordered == 0 { world.run(ids, seconds: 1, share: 0.9) }
        #expect(world.ordered == 1 && world.policy.counters.ordersRefused == 2)
    }

    @Test("change at boundaries alone, and every frame's heads are there", arguments: UInt64(1)...30)
    func holdsUnderAnything(seed: UInt64) {
        var world = SpecializationWorld(seed: seed)
        let ids = (0..<3).map { StreamID("s\($0)") }
        var generator = SeededGenerator(seed: seed)
        for id in ids { world.open(id) }
        for _ in 0..<30 {
            world.isStubborn = Int.random(in: 0..<8, using: &generator) == 0
            world.trainingFails = Int.random(in: 0..<4, using: &generator) == 0
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: world.shelves[SpecializationWorld.first] = []
            case 1: world.feed(.closed(ids[0]))
            case 2: world.open(ids[0])
            case 3: world.feed(.tierChanged(isThere: Bool.random(using: &generator)))
            default: break
            }
            let share = Bool.random(using: &generator) ? 0.9 : 0.2
            let worker = WorkerID(Bool.random(using: &generator) ? "w1" : "w2")
            world.run(ids, seconds: Int.random(in: 1...25, using: &generator), share: share, on: worker)
        }
        for id in ids { world.feed(.closed(id)) }
        #expect(world.known.isEmpty && world.shelves.values.allSatisfy(\.isEmpty) && world.training.isEmpty)
        let counters = world.policy.counters
        #expect(counters.installed == counters.contextsEnded + counters.doubts + counters.closed)
        #expect(counters.trained <= counters.orders && world.policy.inForceCount == 0)
    }
}
