package import Domain
import Kernel

/// What the frames of a stream can cost in one slice of time.
package struct StreamCost: Sendable {
    /// How often frames are paid for; about how often what was used is booked.
    package static let slice = Duration.seconds(1)
    /// So much longer may a slice turn out to be.
    private static let spare = Duration.milliseconds(250)

    package let tenant: TenantID
    /// Of one frame, by exit.
    package let joules: [Double]
    package let mandatoryExit: Int
    package let lastExit: Int
    /// At most.
    package let frames: Int
    /// In the mean.
    package let framesPerSecond: Double

    package init(_ request: StreamRequest, joules: [Double], mandatoryExit: Int) {
        let period = max(request.period, .microseconds(1))
        tenant = request.tenant
        self.joules = joules
        self.mandatoryExit = min(mandatoryExit, joules.count - 1)
        lastExit = joules.count - 1
        frames = 2 + Int((Self.slice + Self.spare + (request.jitter ?? .zero)) / period)
        framesPerSecond = 1 / period.seconds
    }

    /// Of all frames of a slice that go no deeper than that.
    func joules(through exit: Int) -> Double { joules[exit] * Double(frames) }
}
