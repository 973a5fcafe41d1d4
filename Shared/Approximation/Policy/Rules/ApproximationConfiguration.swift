package import Kernel

/// Budgets, prices and limits under which variants are chosen; what is usual is as MCDNN's authors set it.
package struct ApproximationConfiguration: Hashable, Sendable {
    /// When an answer must be there after its request; only a cold start is tested against it.
    package var latencyLimit = Duration.milliseconds(1000)
    package var roundTrip = Duration.milliseconds(100)
    /// Of the cloud tier's time; 0.648 $/h.
    package var dollarsPerMillisecond = 1.8e-7
    /// What the device takes to send one input.
    package var sendJoules = 3.8e-3
    package var start = Instant.origin
    /// How long both budgets must last.
    package var horizon = Duration.seconds(36_000)
    package var budget = Charge(joules: 7_200, dollars: 0.0667)
    /// For how long recognized classes are remembered, and how long nothing is said at first.
    package var contextWindow = Duration.seconds(300)
    /// The dominant classes' share from which on a stream is in context.
    package var contextShare = 0.6
    package var usesServer = true
    package var usesDevice = true
    package var specializes = true
    package var shares = true

    package init() {}

    package var end: Instant { start + horizon }

    /// What one request costs, without any load.
    package func charge(_ choice: Choice, of application: Application) -> Charge {
        if choice.isShared { return .none }
        let variant = application.variant(choice.variant)
        return charge(variant, at: choice.place, work: variant.work(atDepth: choice.depth))
    }

    /// What one request costs that takes this part of the variant's full work, without any load.
    package func charge(_ variant: Variant, at place: Place, work: Double) -> Charge {
        switch place {
        case .server:
            guard let server = variant.server else { preconditionFailure("the variant runs on the server") }
            return Charge(joules: sendJoules, dollars: dollars(server.compute) * work)
        case .device:
            guard let device = variant.device else { preconditionFailure("the variant runs on the device") }
            return Charge(joules: device.computeJoules * work, dollars: 0)
        }
    }

    /// The price of that much of the cloud tier's time.
    package func dollars(_ time: Duration) -> Double { time.milliseconds * dollarsPerMillisecond }

    /// Whether a variant that is loaded nowhere can be loaded there and still answer within the limit.
    package func startsInTime(_ variant: Variant, at place: Place) -> Bool {
        switch place {
        case .server: variant.server.map { $0.load + $0.compute + roundTrip <= latencyLimit } ?? false
        case .device: variant.device.map { $0.load + $0.compute + roundTrip <= latencyLimit } ?? false
        }
    }
}
