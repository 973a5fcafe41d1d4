import AdmissionPolicy
import Approximation
import Domain
import Kernel
import SimulationKit

/// An admission controller with accounts, the store that it asks, jobs that use what they use, and a second bookkeeper.
///
/// It does not trust the controller: what jobs have used or may still use is compared with every limit at every instant.
struct BudgetWorld {
    private struct Running {
        let tenant: TenantID
        let ends: Instant
        let bound: BudgetAmounts
        let use: JobUse
    }

    static let cluster = AccountID(.cluster, .energy)
    static let money = AccountID(.cluster, .money)
    static let watts = 10.0
    static let price = 1e-6

    private(set) var policy: AdmissionPolicy
    private var ledger = BudgetLedger()
    /// Set aside in the store.
    private var covered: [AccountID: Int64] = [:]
    private var answerAt: Instant?
    private var wishes: [CoverWish] = []
    private var running: [JobID: Running] = [:]
    private(set) var used: [AccountID: Int64] = [:]
    private(set) var steps: [LadderStep: Int] = [:]
    private(set) var refusals: [String: Int] = [:]
    private(set) var lastPaid = Instant.origin
    private(set) var violations: [String] = []
    private var random: SeededGenerator
    private var nextJob: UInt64 = 1
    private let members: [Member]
    private let configuration: AdmissionConfiguration

    init(seed: UInt64, limits: [AccountID: BudgetLimit], cloud: Bool, ladders: [TenantID: [LadderStep]] = [:]) {
        random = SeededGenerator(seed: seed)
        var edge = TestModels.member([AdmissionFixture.model])
        edge.watts = Self.watts
        var tier = TestModels.member([AdmissionFixture.model], id: "cloud", kind: .cloud)
        tier.pricePerMillisecond = Self.price
        members = cloud ? [edge, tier] : [edge]
        var configuration = AdmissionFixture.configuration
        configuration.ladders = ladders
        self.configuration = configuration
        for (id, limit) in limits { ledger.setLimit(limit, of: id, at: .origin) }
        policy = AdmissionPolicy(configuration: configuration)
        begin(at: .origin)
    }

    /// The controller is killed, and its successor finds the accounts: what was set aside counts as used.
    mutating func kill(at now: Instant) {
        for (id, amount) in covered {
            covered[id] = ledger.cover(CoverWish(id, used: amount, wanted: 0), of: amount, at: now)
        }
        (answerAt, wishes) = (nil, [])
        policy = AdmissionPolicy(configuration: configuration)
        begin(at: now)
    }

    private mutating func begin(at now: Instant) {
        send(.viewChanged(members), at: now)
        send(.budget(.covered(grants)), at: now)
    }

    /// One more job, after what has ended meanwhile.
    mutating func ask(_ tenant: TenantID = .nobody, cloud: Bool = true, at now: Instant) {
        end(until: now)
        nextJob += 1
        let job = JobID(nextJob)
        let rule = ExitRule(mandatoryExit: 0, lastExit: 1, threshold: 0.9)
        let request = JobRequest(
            model: AdmissionFixture.model.id,
            budget: .milliseconds(200),
            rule: rule,
            cloudIsAllowed: cloud,
            tenant: tenant
        )
        for case .answerJob(_, let verdict) in send(.jobAsked(job, request), at: now) {
            take(verdict, job, rule, tenant, at: now)
        }
        check(at: now)
    }

    private mutating func take(_ verdict: Verdict, _ job: JobID, _ asked: ExitRule, _ tenant: TenantID, at now: Instant)
    {
        var bound = BudgetAmounts()
        switch verdict {
        case .promise(_, let rule, _), .bestEffort(_, let rule, _):
            let milliseconds = rule.lastExit == 0 ? 1.0 : 5.0
            bound = BudgetAmounts(joules: Self.watts * milliseconds / 1e3)
            steps[rule.lastExit < asked.lastExit ? .shallowerExit : .full, default: 0] += 1
        case .offload:
            bound = BudgetAmounts(dollars: Self.price * 5)
            steps[.cloud, default: 0] += 1
        case .refuse(let refusal):
            refusals[refusal.budget ?? refusal.reason.rawValue, default: 0] += 1
            return
        }
        lastPaid = now
        let share = 0.2 + 0.8 * random.unit()
        let use = JobUse(
            joules: Double(bound[.energy]) / 1e9 * share,
            dollars: Double(bound[.money]) / 1e12 * share
        )
        let ends = now + .milliseconds(5 + 100 * random.unit())
        running[job] = Running(tenant: tenant, ends: ends, bound: bound, use: use)
    }

    /// Lets time pass: answers of the store, ends of jobs and bookings in their order.
    mutating func end(until now: Instant) {
        if let due = answerAt, due <= now {
            answerAt = nil
            for wish in wishes {
                covered[wish.account] = ledger.cover(wish, of: covered[wish.account] ?? 0, at: now)
            }
            send(.budget(.covered(grants)), at: now)
        }
        for (job, run) in running.filter({ $0.value.ends <= now }).sorted(by: { $0.key < $1.key }) {
            running[job] = nil
            let isReported = random.unit() < 0.9
            let use = isReported ? BudgetAmounts(joules: run.use.joules ?? 0, dollars: run.use.dollars ?? 0) : run.bound
            for id in Self.accounts(of: run.tenant) { used[id, default: 0] += use[id.resource] }
            if isReported { send(.budget(.used(job, run.use)), at: now) }
            send(.jobSettled(job), at: now)
        }
    }

    private var grants: [CoverGrant] {
        ledger.accounts.map { CoverGrant($0.key, $0.value, covered: covered[$0.key] ?? 0) }
    }

    @discardableResult
    private mutating func send(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        let actions = policy.handle(event, at: now)
        for case .coverBudgets(let wishes) in actions {
            if answerAt != nil { violations.append("the store is asked twice at a time") }
            self.wishes = wishes
            answerAt = now + .milliseconds(1 + 20 * random.unit())
        }
        return actions
    }

    private mutating func check(at now: Instant) {
        for (id, account) in ledger.accounts {
            let open = running.values.filter { Self.accounts(of: $0.tenant).contains(id) }
                .reduce(Int64(0)) { $0 + $1.bound[id.resource] }
            let all = (used[id] ?? 0) + open
            let elapsed = (now - account.periodStart).seconds / account.limit.horizon.seconds
            if all > account.limit.amount { violations.append("\(id.name) is overspent: \(all)") }
            if all > account.limit.earned(at: elapsed) { violations.append("\(id.name) is ahead of its pace: \(all)") }
            if all > account.spent + account.held { violations.append("\(id.name): used what was not set aside") }
        }
    }

    private static func accounts(of tenant: TenantID) -> [AccountID] {
        BudgetLedger.accounts(of: tenant).filter { $0.resource.isConsumed }
    }
}
