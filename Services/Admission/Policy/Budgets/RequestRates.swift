import Domain
import Kernel

/// How often each tenant asked of late for what budgets pay, per second.
///
/// Counts lose a fifth after each second, so that what is looked back on is about five seconds.
struct RequestRates: Sendable {
    private static let slice = Duration.seconds(1)
    private static let kept = 0.8
    /// The most tenants; what further ones ask counts for nobody.
    private static let limit = 128
    /// Before so much time has passed no rate is believed to be higher than what came in it.
    private static let leastSpan = 0.1

    private var counts: [TenantID: Double] = [:]
    private var began: Instant?
    /// Seconds over which the counts were gathered, faded as they are.
    private var span = 0.0

    /// Counts one, or several.
    mutating func note(_ tenant: TenantID, count: Double = 1, at now: Instant) {
        advance(to: now)
        guard counts.count < Self.limit || counts[tenant] != nil else { return }
        counts[tenant, default: 0] += count
    }

    /// The tenant's rate, and the sum of the squares of all rates.
    mutating func rates(of tenant: TenantID, at now: Instant) -> (own: Double, squares: Double) {
        advance(to: now)
        let seconds = max(Self.leastSpan, span + (now - (began ?? now)).seconds)
        let squares = counts.values.reduce(0) { $0 + $1 * $1 } / (seconds * seconds)
        return ((counts[tenant] ?? 0) / seconds, squares)
    }

    private mutating func advance(to now: Instant) {
        guard let last = began else {
            began = now
            return
        }
        let slices = (now - last).nanoseconds / Self.slice.nanoseconds
        guard slices > 0 else { return }
        began = last + .seconds(slices)
        for _ in 0..<min(slices, 60) {
            span = (span + Self.slice.seconds) * Self.kept
            counts = counts.mapValues { $0 * Self.kept }
        }
        counts = counts.filter { $0.value > 1e-3 }
    }
}
