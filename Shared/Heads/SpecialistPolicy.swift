package import Kernel

/// Decides when one stream is served by a specialist, and by which.
///
/// As in MCDNN a context is a window of time in which a few classes have most of what was recognized. When there is one,
/// heads are asked for; when they are there and the context still lasts, they are installed; when it is over, they are
/// withdrawn. All of this happens at window boundaries alone, so that no batch meets two sets of heads.
///
/// A specialist that is wrong in its own favor would hide the end of its context: every class that it takes for one of
/// its own keeps it in place. A share of its frames therefore runs at full depth as well, and where the two agree too
/// rarely it goes, and is not asked for again for some time.
package struct SpecialistPolicy: Policy {
    package struct Settings: Sendable {
        /// What is looked back at.
        package var window = Duration.seconds(300)
        /// The share from which on classes dominate, and below which they no longer do.
        package var enterShare = 0.6
        package var leaveShare = 0.5
        /// The most classes of a specialist.
        package var classLimit = 2
        /// Less than that in the window says nothing.
        package var leastCount = 100
        /// As many audits, the last ones, are looked at; fewer say nothing.
        package var auditCount = 30
        /// By how much smaller a share of them may agree than when the heads were trained.
        package var tolerance = 0.2
        /// How long after a withdrawal for disagreement no specialist is asked for.
        package var pause = Duration.seconds(600)

        package init() {}
    }

    package enum Event: Equatable, Sendable {
        /// A frame was answered with that class, by whichever heads.
        case recognized(Int)
        /// A frame of the specialist was run at full depth as well.
        case audited(agrees: Bool)
        /// Heads for these classes are ready to be installed; so often they agree with full depth on held samples.
        ///
        /// The two never agree on all: a specialist is right where full depth is wrong, as well as the other way round.
        case trained([Int], agreement: Double)
        case trainingFailed
        /// Between two windows of the stream: the only time at which heads change.
        case boundary
    }

    package enum Reason: Equatable, Sendable {
        case contextEnded
        case disagreement
    }

    package enum Action: Equatable, Sendable {
        case train([Int])
        case install([Int])
        /// Back to the general heads.
        case withdraw(Reason)
    }

    private enum State: Equatable {
        /// Left when classes dominate at a boundary.
        case general
        /// Left when the heads are there, or at a boundary at which the classes no longer dominate.
        case training([Int])
        /// Left at the next boundary, either way.
        case ready([Int], agreement: Double)
        /// Left at a boundary at which the context is over or the audits disagree.
        case special([Int], agreement: Double)
    }

    private let settings: Settings
    private var window: ClassWindow
    private var state = State.general
    /// Whether each of the last audited frames agreed.
    private var audits: [Bool] = []
    private var pausedUntil = Instant.origin

    package init(classCount: Int, settings: Settings = Settings()) {
        precondition(settings.leaveShare <= settings.enterShare, "a context must not end at the share that begins it")
        self.settings = settings
        window = ClassWindow(length: settings.window, classCount: classCount)
    }

    /// The classes of the specialist in place; `nil` while the general heads answer.
    package var specialClasses: [Int]? {
        guard case .special(let classes, _) = state else { return nil }
        return classes
    }

    /// Whether heads are being trained, or wait for the next boundary.
    package var awaitsHeads: Bool {
        switch state {
        case .training, .ready: true
        case .general, .special: false
        }
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        window.forget(before: now)
        switch event {
        case .recognized(let classIndex): window.add(classIndex, at: now)
        case .audited(let agrees): note(agrees)
        case .trained(let classes, let agreement):
            if state == .training(classes) { state = .ready(classes, agreement: agreement) }
        case .trainingFailed: fail(at: now)
        case .boundary: return cross(at: now)
        }
        return []
    }

    /// Only the last audits count, so that a specialist that has become bad is found out as soon as a new one.
    private mutating func note(_ agrees: Bool) {
        guard case .special = state else { return }
        if audits.count == settings.auditCount { audits.removeFirst() }
        audits.append(agrees)
    }

    private mutating func fail(at now: Instant) {
        guard case .training = state else { return }
        state = .general
        pausedUntil = now + settings.pause
    }

    private mutating func cross(at now: Instant) -> [Action] {
        switch state {
        case .general:
            guard now >= pausedUntil, window.count >= settings.leastCount,
                let classes = window.dominating(share: settings.enterShare, limit: settings.classLimit)
            else { return [] }
            state = .training(classes)
            return [.train(classes)]
        case .training(let classes):
            if !lasts(classes) { state = .general }
            return []
        case .ready(let classes, let agreement):
            state = lasts(classes) ? .special(classes, agreement: agreement) : .general
            audits = []
            return lasts(classes) ? [.install(classes)] : []
        case .special(let classes, let agreement): return judge(classes, agreement, at: now)
        }
    }

    private func lasts(_ classes: [Int]) -> Bool {
        window.count >= settings.leastCount && window.share(of: classes) >= settings.leaveShare
    }

    private mutating func judge(_ classes: [Int], _ agreement: Double, at now: Instant) -> [Action] {
        let agreed = Double(audits.count { $0 }) / Double(max(1, audits.count))
        let isDoubted = audits.count == settings.auditCount && agreed < agreement - settings.tolerance
        guard isDoubted || !lasts(classes) else { return [] }
        state = .general
        if isDoubted { pausedUntil = now + settings.pause }
        return [.withdraw(isDoubted ? .disagreement : .contextEnded)]
    }
}
