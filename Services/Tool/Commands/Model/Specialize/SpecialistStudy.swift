import Heads
import Inference
import Kernel

/// Plays a stream whose context comes and goes, and answers its frames in three ways.
struct SpecialistStudy {
    struct Settings {
        var share = 0.8
        var framesPerSecond = 10
        var calmSeconds = 120
        var contextSeconds = 300
        var windowSeconds = 60
        /// How long the cloud tier is said to train; virtual time, as all of this.
        var trainingSeconds = 10
        /// Every so many frames of a specialist one runs at full depth as well.
        var auditEvery = 40
        var seed: UInt64 = 1
    }

    /// Frames, right ones, and work.
    struct Tally {
        var frames = 0
        var right = 0
        var mflop = 0.0

        mutating func add(isRight: Bool, mflop work: Double) {
            frames += 1
            right += isRight ? 1 : 0
            mflop += work
        }

        var accuracy: Double { Double(right) / Double(max(1, frames)) }
        var meanWork: Double { mflop / Double(max(1, frames)) }
    }

    struct Result {
        let classes: [Int]
        var fullDepth = Tally()
        var general = Tally()
        var special = Tally()
        /// Seconds after the context's begin, and after its end.
        var installedAfter: Double?
        var withdrawnAfter: Double?
        /// Withdrawals because audits disagreed.
        var doubts = 0
        /// Frames of the calm parts that the specialist answered, and of the context that it did not.
        var strayFrames = 0
        var generalFrames = 0
    }

    let walk: ExitWalk
    let factory: SpecialistFactory
    let classCount: Int
    let settings: Settings

    /// Plays one context.
    func play(_ classes: [Int]) -> Result {
        var stream = StudyStream(self, classes)
        return stream.play()
    }
}

/// One stream of a study, second by second.
private struct StudyStream {
    private let study: SpecialistStudy
    private let settings: SpecialistStudy.Settings
    private let classes: [Int]
    private var policy: SpecialistPolicy
    private var draw: StreamDraw
    private var specialist: Specialist?
    private var pending: (product: SpecialistFactory.Product?, classes: [Int], at: Instant)?
    private var result: SpecialistStudy.Result
    private var frames = 0
    private var contextBegin = Instant.origin
    private var contextEnd = Instant.origin

    init(_ study: SpecialistStudy, _ classes: [Int]) {
        self.study = study
        self.classes = classes
        settings = study.settings
        var policySettings = SpecialistPolicy.Settings()
        policySettings.window = .seconds(study.settings.windowSeconds)
        policy = SpecialistPolicy(classCount: study.classCount, settings: policySettings)
        draw = StreamDraw(
            labels: study.walk.features.labels,
            classCount: study.classCount,
            seed: study.settings.seed &* 1_000 &+ UInt64(classes.reduce(0) { $0 * 16 + $1 })
        )
        result = SpecialistStudy.Result(classes: classes)
    }

    mutating func play() -> SpecialistStudy.Result {
        let (calm, context) = (settings.calmSeconds, settings.contextSeconds)
        contextBegin = .origin + .seconds(calm)
        contextEnd = contextBegin + .seconds(context)
        // Outside its context every class comes as often as any other.
        let even = Double(classes.count) / Double(study.classCount)
        for second in 0..<calm + context + calm {
            let isContext = (calm..<calm + context).contains(second)
            for frame in 0..<settings.framesPerSecond {
                let now =
                    Instant.origin + .microseconds(second * 1_000_000 + frame * 1_000_000 / settings.framesPerSecond)
                answer(draw.next(share: isContext ? settings.share : even, of: classes), isContext, at: now)
            }
            cross(at: .origin + .seconds(second + 1))
        }
        return result
    }

    private mutating func answer(_ sample: Int, _ isContext: Bool, at now: Instant) {
        let (walk, truth) = (study.walk, study.walk.features.labels[sample])
        let (full, general) = (walk.fullDepth(sample), walk.general(sample))
        var (end, work) = (general, walk.work[general.exit])
        frames += 1
        if let specialist {
            end = walk.special(sample, by: specialist)
            work = walk.work[end.exit]
            if frames.isMultiple(of: settings.auditEvery) {
                // The pass goes on where it stopped, so an audit costs the rest of it.
                work = walk.work[full.exit]
                perform(policy.handle(.audited(agrees: end.classIndex == full.classIndex), at: now), at: now)
            }
        }
        perform(policy.handle(.recognized(end.classIndex), at: now), at: now)
        guard isContext else { return result.strayFrames += specialist == nil ? 0 : 1 }
        result.generalFrames += specialist == nil ? 1 : 0
        result.fullDepth.add(isRight: full.classIndex == truth, mflop: walk.work[full.exit])
        result.general.add(isRight: general.classIndex == truth, mflop: walk.work[general.exit])
        result.special.add(isRight: end.classIndex == truth, mflop: work)
    }

    private mutating func cross(at now: Instant) {
        if let pending, pending.at <= now {
            perform(policy.handle(event(of: pending.product, pending.classes), at: now), at: now)
        }
        perform(policy.handle(.boundary, at: now), at: now)
    }

    private func event(of product: SpecialistFactory.Product?, _ classes: [Int]) -> SpecialistPolicy.Event {
        product.map { .trained(classes, agreement: $0.agreement) } ?? .trainingFailed
    }

    private mutating func perform(_ actions: [SpecialistPolicy.Action], at now: Instant) {
        for action in actions {
            switch action {
            case .train(let classes):
                pending = (study.factory.make(classes), classes, now + .seconds(settings.trainingSeconds))
            case .install:
                specialist = pending?.product?.specialist
                pending = nil
                if result.installedAfter == nil { result.installedAfter = (now - contextBegin).seconds }
            case .withdraw(let reason):
                specialist = nil
                result.doubts += reason == .disagreement ? 1 : 0
                if now >= contextEnd, result.withdrawnAfter == nil {
                    result.withdrawnAfter = (now - contextEnd).seconds
                }
            }
        }
    }
}
