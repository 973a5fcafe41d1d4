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

    /// One variant at one place, with what does not change while the day goes on.
    private struct Offer {
        let variant: Variant
        let choice: Choice
        let charge: Charge
        let loadJoules: Double
        let startsInTime: Bool
    }

    private struct Shelf {
        let server: [Offer]
        let device: [Offer]
    }

    private let applications: [Application]
    private let configuration: ApproximationConfiguration
    /// By application, of the general and of the specialized variants, in the catalog's order.
    private let offers: [(general: Shelf, special: Shelf)]
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
        offers = applications.indices.map { application in
            func shelf(special isSpecial: Bool) -> Shelf {
                func offers(_ place: Place) -> [Offer] {
                    Self.offers(applications[application], application, place, special: isSpecial, configuration)
                }
                return Shelf(server: offers(.server), device: offers(.device))
            }
            return (shelf(special: false), shelf(special: true))
        }
    }

    private static func offers(
        _ owner: Application,
        _ application: Int,
        _ place: Place,
        special isSpecial: Bool,
        _ configuration: ApproximationConfiguration
    ) -> [Offer] {
        guard place == .server ? configuration.usesServer : configuration.usesDevice else { return [] }
        return owner.identifiers(special: isSpecial).compactMap { id in
            let variant = owner.variant(id)
            guard place == .server ? variant.server != nil : variant.device != nil else { return nil }
            let choice = Choice(application: application, variant: id, place: place, depth: variant.fullDepth)
            return Offer(
                variant: variant,
                choice: choice,
                charge: configuration.charge(choice, of: owner),
                loadJoules: variant.device?.loadJoules ?? 0,
                startsInTime: configuration.startsInTime(variant, at: place)
            )
        }
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

    /// The most accurate of what the allowances allow; of equals the first.
    private func affordable(_ application: Int, at now: Instant) -> Option? {
        let remaining = (configuration.end - now).seconds
        guard remaining > 0 else { return nil }
        var best: Option?
        let dollars = allowance(application, at: .server, of: left.dollars, remaining)
        eachOffer(application, .server) { offer, accuracy in
            guard offer.charge.dollars <= dollars, accuracy > best?.accuracy ?? -1 else { return }
            best = Option(choice: offer.choice, accuracy: accuracy, charge: offer.charge)
        }
        let others = othersSquared(application, at: .device)
        eachOffer(application, .device) { offer, accuracy in
            guard accuracy > best?.accuracy ?? -1, deviceAllows(offer, remaining, others, at: now) else { return }
            best = Option(choice: offer.choice, accuracy: accuracy, charge: offer.charge)
        }
        return best
    }

    /// The cheapest of all that what is left can pay at once: on the device, else on the server.
    private func cheapest(_ application: Int, at now: Instant) -> Option? {
        guard now < configuration.end else { return nil }
        var device: (option: Option, load: Double)?
        eachOffer(application, .device) { offer, accuracy in
            guard offer.charge.joules < device?.option.charge.joules ?? .infinity else { return }
            device = (Option(choice: offer.choice, accuracy: accuracy, charge: offer.charge), offer.loadJoules)
        }
        let isLoaded = standings[application].place == .device
        if let device, device.option.charge.joules + (isLoaded ? 0 : device.load) <= left.joules {
            return device.option
        }
        var server: Option?
        eachOffer(application, .server) { offer, accuracy in
            guard offer.charge.dollars < server?.charge.dollars ?? .infinity else { return }
            server = Option(choice: offer.choice, accuracy: accuracy, charge: offer.charge)
        }
        return server.flatMap { $0.charge.dollars <= left.dollars && $0.charge.joules <= left.joules ? $0 : nil }
    }

    /// Paging is paid ahead: as many loads are expected in the time left as there were in the time since the last one.
    private func deviceAllows(_ offer: Offer, _ remaining: Double, _ others: Double, at now: Instant) -> Bool {
        let standing = standings[offer.choice.application]
        var energy = left.joules
        if standing.place == .server {
            let stay = (now - standing.lastSwapIn).seconds
            guard stay > 0 else { return false }
            energy -= offer.loadJoules * remaining / stay
        }
        let rate = applications[offer.choice.application].rate
        return offer.charge.joules <= rate * (energy / remaining) / (others + rate * rate)
    }

    /// What one request may take of that amount.
    private func allowance(_ application: Int, at place: Place, of amount: Double, _ remaining: Double) -> Double {
        let rate = applications[application].rate
        return rate * (amount / remaining) / (othersSquared(application, at: place) + rate * rate)
    }

    /// The sum of the squared rates of the others that are now at that place.
    private func othersSquared(_ application: Int, at place: Place) -> Double {
        applications.indices.reduce(0) { sum, other in
            guard other != application, standings[other].place == place else { return sum }
            return sum + applications[other].rate * applications[other].rate
        }
    }

    /// What may run at that place at all, with its accuracy, in the catalog's order.
    private func eachOffer(_ application: Int, _ place: Place, _ visit: (_ offer: Offer, _ accuracy: Double) -> Void) {
        guard place == .device || isConnected else { return }
        let share = standings[application].context.share
        let isInContext = configuration.specializes && (share ?? 0) >= configuration.contextShare
        let isCold = standings[application].place == nil
        let isSpecial = isInContext && !applications[application].special.isEmpty
        let shelf = isSpecial ? offers[application].special : offers[application].general
        for offer in place == .server ? shelf.server : shelf.device where !isCold || offer.startsInTime {
            visit(offer, isSpecial ? offer.variant.accuracy(atShare: share) : offer.variant.accuracy)
        }
    }

    private func loadJoules(_ choice: Choice) -> Double {
        applications[choice.application].variant(choice.variant).device?.loadJoules ?? 0
    }
}
