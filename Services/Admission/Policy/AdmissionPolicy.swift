import Domain
package import Kernel

/// Promises what the cluster can keep, and refuses the rest with a reason and a counter-offer.
package struct AdmissionPolicy: Policy {
    package typealias Event = AdmissionEvent
    package typealias Action = AdmissionAction

    private let configuration: AdmissionConfiguration

    package init(configuration: AdmissionConfiguration) {
        self.configuration = configuration
    }

    package mutating func handle(_ event: AdmissionEvent, at now: Instant) -> [AdmissionAction] {
        switch event {
        case .jobAsked(let id, _): [.answerJob(id, .refuse(Refusal(reason: .noWorker)))]
        case .streamAsked(let id, _): [.answerStream(id, .refuse(Refusal(reason: .noWorker)))]
        case .viewChanged, .jobSettled, .streamClosed, .streamRestored, .alarmFired: []
        }
    }
}
