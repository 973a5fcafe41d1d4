import CloudPolicy
import Kernel
import Testing

@Suite("The cloud tier's queue of trainings")
struct TrainingQueueTests {
    private let now = Instant.origin

    @Test("trains one after the other, in the order of asking, and refuses at its bound")
    func serves() {
        var queue = TrainingQueue(limit: 2)
        #expect(queue.handle(.asked(1), at: now) == [.begin(1)])
        #expect(queue.handle(.asked(2), at: now).isEmpty && queue.handle(.asked(3), at: now).isEmpty)
        #expect(queue.handle(.asked(4), at: now) == [.refuse(4)])
        #expect(queue.handle(.ended(1), at: now) == [.answer(1), .begin(2)])
        #expect(queue.handle(.ended(2), at: now) == [.answer(2), .begin(3)])
        #expect(queue.handle(.ended(3), at: now) == [.answer(3)])
    }

    @Test("what nobody waits for is not begun, and what is begun then is thrown away")
    func cancels() {
        var queue = TrainingQueue(limit: 2)
        for number in UInt64(1)...3 { _ = queue.handle(.asked(number), at: now) }
        #expect(queue.handle(.canceled(1), at: now).isEmpty && queue.handle(.canceled(2), at: now).isEmpty)
        #expect(queue.waitingCount == 1)
        #expect(queue.handle(.ended(1), at: now) == [.discard(1), .begin(3)])
        #expect(queue.handle(.ended(7), at: now).isEmpty, "what did not run does not end")
    }
}
