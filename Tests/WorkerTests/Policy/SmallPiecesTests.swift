import Domain
import Kernel
import Testing

@testable import WorkerPolicy

@Suite("Deadline order and staging ledger")
struct SmallPiecesTests {
    @Test("Jobs come by deadline, equal ones by number")
    func order() {
        var order = DeadlineOrder()
        for (job, deadline) in [(3, 20), (1, 30), (2, 20), (4, 10)] as [(UInt64, Int64)] {
            order.insert(JobID(job), deadline: Fixture.ms(deadline))
        }
        #expect(order.ascending.map(\.job.rawValue) == [4, 2, 3, 1])
        order.remove(JobID(2), deadline: Fixture.ms(20))
        order.remove(JobID(2), deadline: Fixture.ms(20))
        order.remove(JobID(1), deadline: Fixture.ms(29))
        #expect(order.ascending.map(\.job.rawValue) == [4, 3, 1])
        #expect(order.first?.job == JobID(4))
    }

    @Test("The ledger holds to both of its bounds")
    func ledger() {
        var ledger = StagingLedger(countLimit: 2, byteLimit: 100)
        let accepted = [60, 41, 40, 0].map { ledger.reserve(bytes: $0) }
        #expect(accepted == [true, false, true, false])
        ledger.release(bytes: 60)
        #expect(ledger.count == 1)
        #expect(ledger.byteCount == 40)
    }
}
