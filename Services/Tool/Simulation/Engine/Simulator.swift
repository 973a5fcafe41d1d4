import AdmissionPolicy
import Approximation
import CloudPolicy
import Domain
import GatewayPolicy
import Kernel
import SchedulerPolicy
import ToolPolicy

/// Runs a scenario in virtual time: the real admission and lane policies, everything around them simulated.
///
/// Discrete events in a binary heap; nothing depends on the machine, on the wall clock or on the order of a dictionary,
/// so a scenario gives the same result to the last bit wherever it runs.
package struct Simulator {
    let scenario: Scenario
    let options: SimulatorOptions
    let length: Int64
    let uplink: Int64
    let downlink: Int64
    let allowance: Int64
    let commandDelay: Int64
    let reportDelay: Int64

    var agenda = Agenda()
    var random: SeededGenerator
    /// Draws delays; of its own, so that they change nothing else that is drawn.
    var delays: SeededGenerator
    var workers: [SimulatedWorker] = []
    var admission: any AdmissionRule
    /// In the scenario's order; looked through, since there are few.
    let modelIDs: [ModelID]
    let workerIDs: [WorkerID]
    var flows: [Flow] = []
    /// By source: the order in which its images come.
    var orders: [[Int32]] = []
    /// By source: images used so far.
    var drawn: [Int] = []
    /// By source: the rule that its jobs ask for.
    var rules: [ExitRule] = []
    var jobs: [JobRecord] = []
    var openJobs = 0
    var cloud: SimulatedCloud
    /// Sees jobs through that may leave the cluster.
    var gateway: GatewayPolicy
    var gatewayAlarmOrdinal: UInt32 = 0
    var accounts = BudgetLedger()
    /// What is set aside for admission.
    var covered: [AccountID: Int64] = [:]
    /// What the workers have used.
    var joules = 0.0
    var stages: [StageRun] = []
    var lastBacklogs: [Duration] = []
    var lastTables: [UInt64] = []
    var lastCloudBacklog = Duration.zero
    var viewIsDue = false
    var schedulerNanoseconds: Int64 = 0
    var laneEvents = 0
    var progressDue: Int

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - scenario: With known names of policy and admission and at least one worker, model and source.
    ///   - options: What to keep beside the jobs.
    package init(_ scenario: Scenario, options: SimulatorOptions = SimulatorOptions()) {
        var ledger = scenario.ledger
        // No other policy keeps planned tables.
        if scenario.policy != LanePolicyCatalog.names.first { ledger.tablePatience = .zero }
        guard let admission = AdmissionCatalog.make(scenario.admission, for: scenario, configuration: ledger) else {
            preconditionFailure("a scenario names a known admission")
        }
        self.scenario = scenario
        self.options = options
        self.admission = admission
        length = scenario.length.nanoseconds
        uplink = scenario.network.uplink.nanoseconds
        downlink = scenario.network.downlink.nanoseconds
        allowance = scenario.network.allowance.nanoseconds
        commandDelay = scenario.network.commandDelay.nanoseconds
        reportDelay = scenario.network.reportDelay.nanoseconds
        cloud = SimulatedCloud(scenario)
        gateway = Self.makeGateway(scenario.gateway)
        modelIDs = scenario.models.map(\.served.id)
        workerIDs = scenario.workers.map(\.id)
        random = SeededGenerator(seed: scenario.seed)
        delays = SeededGenerator(seed: ~scenario.seed)
        progressDue = options.progressInterval
        for spec in scenario.workers {
            let random = SeededGenerator(seed: self.random.next())
            workers.append(SimulatedWorker(spec, models: scenario.models, lane: makeLane(), random: random))
        }
        makeFlows()
        for (place, fault) in scenario.faults.enumerated() {
            agenda.enter(.faultBegins(Int32(place)), at: fault.at.nanoseconds)
            agenda.enter(.faultEnds(Int32(place)), at: (fault.at + fault.length).nanoseconds)
        }
    }

    func makeLane() -> any LanePolicy {
        guard let lane = LanePolicyCatalog.make(scenario.policy, configuration: scenario.lane) else {
            preconditionFailure("a scenario names a known policy")
        }
        return lane
    }

    /// Runs until every job has an end.
    package mutating func run() -> SimulationResult {
        for place in workers.indices { tell(place, .opened(workers[place].member)) }
        openBudgets()
        showView()
        while let happening = agenda.next() {
            happen(happening)
            if agenda.taken >= progressDue, options.progressInterval > 0 {
                progressDue += options.progressInterval
                options.progress?(min(1, Double(agenda.now) / Double(max(1, length))))
            }
        }
        precondition(openJobs == 0, "every job has an end")
        return result
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .arrival(let flow): arrive(Int(flow))
        case .join(let flow): join(Int(flow))
        case .staged(let job, let attempt): stage(Int(job), attempt)
        case .report(let worker, let epoch):
            guard workers[Int(worker)].epoch == epoch, let event = workers[Int(worker)].reports.popFirst() else {
                return
            }
            handle(Int(worker), event)
        case .command(let worker, let epoch):
            guard workers[Int(worker)].epoch == epoch, let action = workers[Int(worker)].commands.popFirst() else {
                return
            }
            obey(Int(worker), action)
        case .stageEnd(let worker, let run): if workers[Int(worker)].run == run { endStage(Int(worker)) }
        case .expiry(let job, let attempt): expire(Int(job), attempt)
        case .alarm(let worker, let ordinal):
            if workers[Int(worker)].alarmOrdinal == ordinal { handle(Int(worker), .alarmFired) }
        case .settled(let job): settle(Int(job))
        case .view: refreshView()
        case .admissionAlarm: perform(admission.handle(.alarmFired, at: now))
        case .faultBegins(let fault): begin(scenario.faults[Int(fault)])
        case .faultEnds(let fault): end(scenario.faults[Int(fault)])
        case .retry(let job, let attempt): retry(Int(job), attempt)
        case .edgeReturn(let job, let attempt): returnFromEdge(Int(job), attempt)
        case .cloudArrival(let job, let attempt): arriveAtCloud(CloudGuest(job: Int(job), attempt: attempt))
        case .cloudCancel(let job, let attempt): cancelAtCloud(CloudGuest(job: Int(job), attempt: attempt))
        case .cloudEnd(let executor, let ordinal): endRun(on: Int(executor), ordinal)
        case .cloudAlarm(let ordinal): if cloud.alarmOrdinal == ordinal { tellCloud(.alarmFired) }
        case .cloudReturn(let job, let attempt): returnFromCloud(CloudGuest(job: Int(job), attempt: attempt))
        case .gatewayAlarm(let ordinal): if gatewayAlarmOrdinal == ordinal { tellGateway(.alarmFired) }
        }
    }

    var now: Instant { Instant(nanoseconds: agenda.now) }

    func place(of worker: WorkerID) -> Int? { workerIDs.firstIndex(of: worker) }

    func slot(of model: ModelID) -> Int? { modelIDs.firstIndex(of: model) }

    // MARK: Lanes

    /// Lets a lane know, now, and performs what it wants.
    mutating func handle(_ place: Int, _ event: LaneEvent) {
        laneEvents += 1
        let began = options.stopwatch?()
        let actions = workers[place].lane.handle(event, at: now)
        if let began, let ended = options.stopwatch?() { schedulerNanoseconds += ended - began }
        for action in actions {
            if case .setAlarm(let instant) = action {
                workers[place].alarmOrdinal &+= 1
                let lateness = scenario.network.alarmLateness.nanoseconds
                let late = lateness > 0 ? Int64.random(in: 0...lateness, using: &random) : 0
                let alarm = Happening.alarm(worker: Int32(place), ordinal: workers[place].alarmOrdinal)
                agenda.enter(alarm, at: max(instant.nanoseconds, agenda.now) + late)
            } else {
                workers[place].commands.append(action)
                let delay = delay(commandDelay, scenario.network.spread.command)
                workers[place].commandsUntil = max(workers[place].commandsUntil, agenda.now + delay)
                let command = Happening.command(worker: Int32(place), epoch: workers[place].epoch)
                agenda.enter(command, at: workers[place].commandsUntil)
            }
        }
    }

    /// Sends a report to a lane.
    mutating func tell(_ place: Int, _ event: LaneEvent) {
        workers[place].reports.append(event)
        let delay = delay(reportDelay, scenario.network.spread.report)
        workers[place].reportsUntil = max(workers[place].reportsUntil, agenda.now + delay)
        let report = Happening.report(worker: Int32(place), epoch: workers[place].epoch)
        agenda.enter(report, at: workers[place].reportsUntil)
    }

    /// The usual delay, or one that is drawn.
    mutating func delay(_ usual: Int64, _ spread: MeasuredCourse?) -> Int64 {
        spread.map { Int64($0.value(at: delays.unit(), now: agenda.now)) } ?? usual
    }
}
