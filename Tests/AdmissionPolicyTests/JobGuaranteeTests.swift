import AdmissionPolicy
import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("What admission promises to one-shot jobs, the lane keeps")
struct JobGuaranteeTests {
    @Test("no promised job misses its mandatory part, at any load", arguments: Seeds.upTo(100))
    func noPromiseIsBroken(seed: UInt64) {
        // What the service has by default; the test of one-shot jobs is an estimate and needs its headroom.
        let limit = 0.9
        var random = SeededGenerator(seed: seed)
        let setting = GuaranteeWorld(seed: seed, utilizationLimit: limit)
        var admission = AdmissionPolicy(configuration: setting.admission)
        _ = admission.handle(.viewChanged([setting.member]), at: .origin)
        var world = LaneWorld(
            policy: Lane<RubatoDiscipline>(configuration: setting.lane),
            member: setting.member,
            timing: WorldTiming(stageShare: seed.isMultiple(of: 2) ? 1...1 : 0.2...1),
            seed: seed
        )
        let gap = random.duration(in: .microseconds(150)...(.milliseconds(3)))
        var open: Set<JobID> = []
        var at = Instant.origin + .milliseconds(1)
        for id in (1...200).map({ JobID($0) }) {
            at = at + random.gap(mean: gap)
            world.run(through: at)
            for settled in open.filter({ world.fates[$0] != nil }).sorted() {
                open.remove(settled)
                _ = admission.handle(.jobSettled(settled), at: at)
            }
            let model = setting.member.models[Int.random(in: 0..<setting.member.models.count, using: &random)]
            let budget = random.duration(in: .milliseconds(8)...(.milliseconds(90)))
            let request = JobRequest(
                model: model.id,
                budget: budget,
                rule: model.defaultRule,
                cloudIsAllowed: false,
                bestEffortIsAllowed: true
            )
            guard case .answerJob(_, let verdict)? = admission.handle(.jobAsked(id, request), at: at).first else {
                return
            }
            let (rule, jobClass): (ExitRule, JobClass)
            switch verdict {
            case .promise(_, let promised, _): (rule, jobClass) = (promised, .promised)
            case .bestEffort(_, let wanted, _): (rule, jobClass) = (wanted, .bestEffort)
            case .offload, .refuse: continue
            }
            if jobClass == .promised { open.insert(id) }
            let job = LaneJob(id: id, model: model.id, jobClass: jobClass, deadline: at + budget, rule: rule)
            let confidences = PoissonTraffic.confidences(exits: model.exits.count, &random)
            world.submit(WorldJob(job, arrival: at, confidences: confidences))
        }
        world.run()
        #expect(world.violations == [])
        let broken = world.fates.values.filter { $0.job.jobClass == .promised && !$0.isGood }
        #expect(
            broken.isEmpty,
            "limit \(limit), models \(setting.member.models.count), promised \(admission.counters.promisedJobs), blocking \(setting.lane.blockingLimit), \(world.policy.counters)"
        )
        #expect(admission.counters.promisedJobs > 0)
    }
}
