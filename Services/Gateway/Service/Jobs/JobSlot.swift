import Domain
import GatewayPolicy
import Kernel

/// What the service keeps of an open job beside the policy's view of it.
final class JobSlot {
    let request: OpenRequest
    /// Which of the request's samples it is.
    let index: Int
    let first = JobWay()
    /// Of a fallback or hedge.
    let second = JobWay()
    /// The heads by which the frame may leave, or is only compared with them; of the first way.
    var special: (heads: HeadsID, isAudited: Bool)?
    var askedAt: Instant?
    /// Waiting for verdicts, all of them.
    var admission = Duration.zero
    /// What the last verdict paid for.
    private(set) var paid = PaidUse()
    /// How often admission was asked.
    private var questions = 0

    init(_ request: OpenRequest, index: Int) {
        self.request = request
        self.index = index
    }

    func way(isSecond: Bool) -> JobWay { isSecond ? second : first }

    /// Admission is asked anew: what was paid before is settled with that.
    func beginQuestion() {
        questions += 1
        paid = PaidUse()
    }

    /// Notes a leg that admission has debited; frames of streams are not.
    func notePaid(_ way: JobWay, _ leg: Leg) {
        guard leg.stream == nil else { return way.paidBy = -1 }
        way.paidBy = questions
        paid.begin(toCloud: leg.leadsToCloud)
    }

    /// Notes what a leg has used.
    func noteUse(of way: JobWay, joules: Double = 0, dollars: Double = 0) {
        guard let leg = way.leg, way.paidBy == questions else { return }
        way.paidBy = -1
        paid.end(toCloud: leg.leadsToCloud, joules: joules, dollars: dollars)
    }
}
