import Domain
import Foundation
import GatewayPolicy
import Messages

extension FallbackEnd {
    /// Reads what a worker has answered on that leg.
    init(_ result: Rubato_V1_JobResult, of leg: Leg) {
        self.init(
            suffices: result.confidence >= leg.rule.threshold,
            carriedPast: result.carried.isEmpty ? nil : Int(result.exit)
        )
    }
}
