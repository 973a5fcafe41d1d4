package import AdmissionPolicy
import Approximation
import Domain
package import Kernel

/// MCDNN's online rule in the place of admission: it chooses a depth and a place by what is left of the budgets.
///
/// Its paper has neither deadlines nor queues: what it lets run goes to the worker that has fewest, whatever its deadline,
/// and refused is only what no budget pays. Every exit of a model is a variant for it, run to its end whatever confidence says.
/// It is told the rates, as in the paper, and what has really been used; whether the server can be reached it learns from
/// what comes back, by the same breaker as the services.
package struct MCDNNAdmission: AdmissionRule {
    private var rule: MCDNNRule
    private let configuration: ApproximationConfiguration
    private let applications: [Application]
    private let models: [ModelID]
    private var places: TakeEverything
    private var cloud: WorkerID?
    private var breaker = CircuitBreaker()
    private var left: Charge
    private var frames: UInt64 = 0
    /// What open jobs are reckoned to use, which counts where nobody says what they have, and its sum.
    private var open: [JobID: Charge] = [:]
    private var held = Charge.none
    /// The breaker's last word to the rule.
    private var isUp = true

    package init(_ scenario: Scenario, usesServer: Bool = true, usesDevice: Bool = true) {
        models = scenario.models.map(\.served.id)
        var configuration = ApproximationConfiguration()
        let unlimited = Double(Int32.max)
        left = Charge(
            joules: scenario.budget.joules ?? unlimited,
            dollars: scenario.budget.dollars ?? unlimited
        )
        configuration.budget = left
        configuration.horizon = scenario.length
        configuration.roundTrip = scenario.cloud?.roundTrip ?? .zero
        configuration.dollarsPerMillisecond = scenario.cloud?.pricePerMillisecond ?? 0
        configuration.sendJoules = 0
        configuration.usesServer = usesServer && scenario.cloud != nil
        configuration.usesDevice = usesDevice
        applications = scenario.models.indices.map { Self.application(scenario, $0) }
        rule = MCDNNRule(applications, configuration)
        self.configuration = configuration
        places = TakeEverything()
    }

    private static func application(_ scenario: Scenario, _ model: Int) -> Application {
        let served = scenario.models[model].served
        let worker = scenario.workers.first { $0.profiles[served.id] != nil }
        let local = worker?.profiles[served.id].map { $0.scaled(by: 1 / (worker?.speed ?? 1)) }
        let remote = scenario.cloud?.profiles[served.id]
        let variants = served.exits.indices.map { exit -> Variant in
            let time = local?.wcet(stages: 0...exit, batchSize: 1)
            return Variant(
                name: served.exits[exit].name,
                accuracy: min(1, max(0, served.exits[exit].accuracy)),
                device: time.map {
                    DeviceCost(
                        load: .zero,
                        compute: $0,
                        loadJoules: 0,
                        computeJoules: (worker?.watts ?? 0) * $0.seconds
                    )
                },
                server: remote.map { ServerCost(load: .zero, compute: $0.wcet(stages: 0...exit, batchSize: 1)) }
            )
        }
        return Application(
            name: served.id.name,
            rate: max(1e-6, scenario.expectedRate(of: model)),
            variants: variants
        )
    }

    package mutating func handle(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        switch event {
        case .jobAsked(let id, let request): return [.answerJob(id, decide(id, request, at: now))]
        case .viewChanged(let members): cloud = members.first { $0.kind == .cloud }?.id
        case .offloadEnded(_, .answered): breaker.noteSuccess()
        case .offloadEnded(_, .failed): breaker.noteFailure(at: now)
        case .budget(.used(let id, let use)):
            let reckoned = close(id)
            left.joules -= use.joules ?? reckoned.joules
            left.dollars -= use.dollars ?? reckoned.dollars
            let free = Charge(joules: left.joules - held.joules, dollars: left.dollars - held.dollars)
            _ = rule.handle(.budgetsRead(free), at: now)
            return []
        case .jobSettled(let id): _ = close(id)
        default: break
        }
        return places.handle(event, at: now)
    }

    private mutating func decide(_ id: JobID, _ request: JobRequest, at now: Instant) -> Verdict {
        guard let application = models.firstIndex(of: request.model) else {
            return .refuse(Refusal(reason: .unknownModel))
        }
        var trial = breaker
        reconnect(request.cloudIsAllowed && cloud != nil && trial.pass(at: now), at: now)
        frames += 1
        let input = ApproximationRequest(application: application, frame: frames)
        guard case .run(let choice)? = rule.handle(.requested(input), at: now).first else {
            return .refuse(Refusal(reason: .budgetExhausted))
        }
        let exit = choice.variant.index
        let depth = ExitRule(mandatoryExit: exit, lastExit: exit, threshold: 2)
        hold(configuration.charge(choice, of: applications[application]), for: id)
        if choice.place == .server, let cloud {
            breaker = trial
            // It tries nothing again, so it waits to the end.
            return .offload(cloud, depth, patience: request.budget * 2 + .seconds(1))
        }
        var own = request
        own.rule = depth
        let answers = places.handle(.jobAsked(id, own), at: now)
        guard case .answerJob(_, let verdict)? = answers.first else { return .refuse(Refusal(reason: .noWorker)) }
        return verdict
    }

    private mutating func hold(_ charge: Charge, for id: JobID) {
        _ = close(id)
        open[id] = charge
        held = held + charge
    }

    private mutating func close(_ id: JobID) -> Charge {
        let charge = open.removeValue(forKey: id) ?? .none
        held = Charge(joules: held.joules - charge.joules, dollars: held.dollars - charge.dollars)
        return charge
    }

    private mutating func reconnect(_ isUp: Bool, at now: Instant) {
        guard isUp != self.isUp else { return }
        self.isUp = isUp
        _ = rule.handle(.connectionChanged(isUp: isUp), at: now)
    }
}
