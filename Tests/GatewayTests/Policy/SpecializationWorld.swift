import Domain
import Heads
import Kernel

@testable import GatewayPolicy

/// A policy between a cloud tier that trains in 3 s and workers that keep what they are sent, in virtual time.
struct SpecializationWorld {
    static let first = WorkerID("w1")
    static let model = ModelID(name: "toy", version: "1")

    var policy: SpecializationPolicy
    var generator: SeededGenerator
    var now = Instant.origin
    var job: UInt64 = 0
    /// By worker: the heads that are there.
    var shelves: [WorkerID: Set<HeadsID>] = [:]
    var training: [(heads: HeadsID, due: Instant)] = []
    var known: Set<HeadsID> = []
    var ordered = 0
    var canceled = 0
    /// Whether heads take everything for their first class.
    var isStubborn = false
    var trainingFails = false

    init(seed: UInt64 = 1, tier: Bool = true, _ adjust: (inout SpecializationSettings) -> Void = { _ in }) {
        var settings = SpecializationSettings()
        settings.detector.window = .seconds(30)
        settings.detector.pause = .seconds(60)
        settings.auditShare = 0.1
        adjust(&settings)
        policy = SpecializationPolicy(settings, firstHeads: 100, seed: seed)
        generator = SeededGenerator(seed: seed)
        if tier { feed(.tierChanged(isThere: true)) }
    }

    mutating func open(_ id: StreamID) {
        feed(.opened(id, Self.model, classCount: 10, window: .milliseconds(50)))
    }

    /// Sends ten frames a second of each stream, that share of them from its two classes.
    ///
    /// - Returns: How many were answered by heads.
    @discardableResult
    mutating func run(_ streams: [StreamID], seconds: Int, share: Double, on worker: WorkerID = Self.first) -> Int {
        var byHeads = 0
        for _ in 0..<seconds * 10 {
            now = now + .milliseconds(100)
            train()
            for (place, id) in streams.enumerated() {
                let own = [2 * place % 10, (2 * place + 1) % 10]
                let isOwn = Double.random(in: 0..<1, using: &generator) < share
                let choices = (0..<10).filter { own.contains($0) == isOwn }
                let truth = choices.randomElement(using: &generator) ?? 0
                if send(truth, id, worker) { byHeads += 1 }
            }
        }
        return byHeads
    }

    private mutating func send(_ truth: Int, _ id: StreamID, _ worker: WorkerID) -> Bool {
        job += 1
        let actions = feed(.framed(JobID(job), id, to: worker))
        var answer = FrameAnswer(classIndex: truth, worker: worker)
        for case .mark(_, let heads, let isAudited) in actions {
            answer.heads = heads
            answer.isMissing = shelves[worker]?.contains(heads) != true
            guard !answer.isMissing else { continue }
            let classes = policy.stream(id)?.specialClasses ?? []
            let claim = isStubborn ? classes.first : classes.first { $0 == truth }
            if isAudited {
                answer.audit = claim.map { .compared(agrees: $0 == truth) } ?? .left
            } else if let claim {
                answer.classIndex = claim
                answer.isByHeads = true
            }
        }
        feed(.answered(id, answer))
        return answer.isByHeads
    }

    private mutating func train() {
        while let first = training.first, first.due <= now {
            training.removeFirst()
            if trainingFails {
                feed(.trainingFailed(first.heads))
            } else {
                known.insert(first.heads)
                feed(.trained(first.heads, agreement: 0.97))
            }
        }
    }

    @discardableResult
    mutating func feed(_ event: SpecializationPolicy.Event) -> [SpecializationPolicy.Action] {
        let actions = policy.handle(event, at: now)
        for action in actions { perform(action) }
        return actions
    }

    private mutating func perform(_ action: SpecializationPolicy.Action) {
        switch action {
        case .order(let heads, _, _):
            ordered += 1
            training.append((heads, now + .seconds(3)))
        case .cancelOrder(let heads):
            canceled += 1
            training.removeAll { $0.heads == heads }
        case .ship(let heads, let worker):
            precondition(known.contains(heads), "heads are shipped that are not there")
            shelves[worker, default: []].insert(heads)
            feed(.shipped(heads, to: worker))
        case .retire(let heads, let worker): shelves[worker]?.remove(heads)
        case .forget(let heads): known.remove(heads)
        case .mark: break
        }
    }
}
