package import Kernel

/// The online rule of MCDNN (Han et al., MobiSys 2016) as its authors' public scheduler states it.
///
/// Every request may cost its application's allowance: its part of what the budget would give per second if it had to
/// last to the end of the horizon. Among the variants that cost no more, the most accurate one runs, wherever that is.
///
/// For an application of rate f the allowance of one request is f · (left / time left) / Σ f², the sum over it and those
/// that are now at the same place. Then the allowances of all add up to left / time left, so the budget lasts to the end,
/// and an application that asks often may pay more for each request.
///
/// What is not in the published code: the order of what is equally accurate is that of the code's stable sort, the server
/// first; the fallback counts a load that it needs, so that it fits what is left; a request after the horizon is dropped.
/// Split execution, an experiment that was off by default there, is left out.
package struct MCDNNRule: Policy {
    package typealias Event = ApproximationEvent
    package typealias Action = ApproximationAction

    private struct Standing {
        /// Where it ran last; `nil`: it is loaded nowhere.
        var place: Place?
        var lastSwapIn: Instant
        var context: ContextWindow
        /// What ran for its last frame.
        var last: (frame: UInt64, choice: Choice)?
    }

    private struct Option {
        let choice: Choice
        let accuracy: Double
        let charge: Charge
    }

    private let applications: [Application]
    private let configuration: ApproximationConfiguration
    private var standings: [Standing]
    private var isConnected = true
    /// By its own reckoning, or by the account that it was told last.
    package private(set) var left: Charge

    package init(_ applications: [Application], _ configuration: ApproximationConfiguration) {
        self.applications = applications
        self.configuration = configuration
        left = configuration.budget
        let window = ContextWindow(length: configuration.contextWindow, start: configuration.start)
        standings = applications.map { _ in Standing(lastSwapIn: configuration.start, context: window) }
    }

    package mutating func handle(_ event: ApproximationEvent, at now: Instant) -> [ApproximationAction] {
        switch event {
        case .requested(let request): return [serve(request, at: now)]
        case .connectionChanged(let isUp): isConnected = isUp
        case .budgetsRead(let charge): left = charge
        }
        return []
    }

    private mutating func serve(_ request: ApproximationRequest, at now: Instant) -> ApproximationAction {
        let application = request.application
        if let isFrequent = request.isFrequent {
            standings[application].context.observe(isFrequent: isFrequent, at: now)
        }
        guard let option = shared(request) ?? affordable(application, at: now) ?? cheapest(application, at: now) else {
            standings[application].place = nil
            return .drop(application: application)
        }
        settle(option, request.frame, at: now)
        return .run(option.choice)
    }

    private mutating func settle(_ option: Option, _ frame: UInt64, at now: Instant) {
        let application = option.choice.application
        standings[application].last = (frame, option.choice)
        guard !option.choice.isShared else { return }
        left.joules -= option.charge.joules
        left.dollars -= option.charge.dollars
        if option.choice.place == .device, standings[application].place != .device {
            left.joules -= loadJoules(option.choice)
            standings[application].lastSwapIn = now
        }
        standings[application].place = option.choice.place
    }

    /// The head on the trunk that has run for this frame.
    private func shared(_ request: ApproximationRequest) -> Option? {
        let application = applications[request.application]
        guard configuration.shares, let base = application.base, let last = standings[base].last,
            last.frame == request.frame,
            let head = application.head(on: applications[base].variant(last.choice.variant))
        else { return nil }
        let choice = Choice(
            application: request.application,
            variant: head,
            place: last.choice.place,
            isShared: true
        )
        return Option(choice: choice, accuracy: application.variant(head).accuracy, charge: .none)
    }

    /// The most accurate of what the allowances allow.
    private func affordable(_ application: Int, at now: Instant) -> Option? {
        let remaining = (configuration.end - now).seconds
        guard remaining > 0 else { return nil }
        let server = options(application, .server).filter { serverAllows($0, remaining) }
        let device = options(application, .device).filter { deviceAllows($0, remaining, at: now) }
        return Self.mostAccurate(server + device)
    }

    /// The cheapest of all that what is left can pay at once: on the device, else on the server.
    private func cheapest(_ application: Int, at now: Instant) -> Option? {
        guard now < configuration.end else { return nil }
        let isLoaded = standings[application].place == .device
        let device = options(application, .device).min { $0.charge.joules < $1.charge.joules }
        if let device {
            let joules = device.charge.joules + (isLoaded ? 0 : loadJoules(device.choice))
            if joules <= left.joules { return device }
        }
        let server = options(application, .server).min { $0.charge.dollars < $1.charge.dollars }
        return server.flatMap { $0.charge.dollars <= left.dollars && $0.charge.joules <= left.joules ? $0 : nil }
    }

    private func serverAllows(_ option: Option, _ remaining: Double) -> Bool {
        let allowance = allowance(option.choice.application, at: .server, of: left.dollars, remaining)
        return option.charge.dollars <= allowance
    }

    /// Paging is paid ahead: as many loads are expected in the time left as there were in the time since the last one.
    private func deviceAllows(_ option: Option, _ remaining: Double, at now: Instant) -> Bool {
        let standing = standings[option.choice.application]
        var energy = left.joules
        if standing.place == .server {
            let stay = (now - standing.lastSwapIn).seconds
            guard stay > 0 else { return false }
            energy -= loadJoules(option.choice) * remaining / stay
        }
        return option.charge.joules <= allowance(option.choice.application, at: .device, of: energy, remaining)
    }

    /// What one request may take of that amount.
    private func allowance(_ application: Int, at place: Place, of amount: Double, _ remaining: Double) -> Double {
        let rate = applications[application].rate
        let others = applications.indices.reduce(0) { sum, other in
            guard other != application, standings[other].place == place else { return sum }
            return sum + applications[other].rate * applications[other].rate
        }
        return rate * (amount / remaining) / (others + rate * rate)
    }

    /// What may run at that place at all, in the catalog's order.
    private func options(_ application: Int, _ place: Place) -> [Option] {
        guard place == .server ? configuration.usesServer && isConnected : configuration.usesDevice else { return [] }
        let owner = applications[application]
        let share = standings[application].context.share
        let isInContext = configuration.specializes && (share ?? 0) >= configuration.contextShare
        let isCold = standings[application].place == nil
        return owner.identifiers(special: isInContext && !owner.special.isEmpty).compactMap { id in
            let variant = owner.variant(id)
            guard place == .server ? variant.server != nil : variant.device != nil,
                !isCold || configuration.startsInTime(variant, at: place)
            else { return nil }
            let depth = variant.depths(atShare: share).count - 1
            let choice = Choice(application: application, variant: id, place: place, depth: depth)
            let charge = configuration.charge(choice, of: owner)
            return Option(choice: choice, accuracy: variant.accuracy(atShare: share), charge: charge)
        }
    }

    private func loadJoules(_ choice: Choice) -> Double {
        applications[choice.application].variant(choice.variant).device?.loadJoules ?? 0
    }

    /// Of equals the first.
    private static func mostAccurate(_ options: [Option]) -> Option? {
        options.reduce(nil as Option?) { best, next in
            guard let best, best.accuracy >= next.accuracy else { return next }
            return best
        }
    }
}
