package import Domain

extension Rubato_V1_OffloadEnd {
    package init(_ member: WorkerID, _ outcome: OffloadOutcome) {
        self.init()
        self.member = member.rawValue
        guard case .answered(let way) = outcome else { return }
        answered = true
        wayUs = way.wireMicroseconds
    }

    package var domain: OffloadOutcome {
        answered ? .answered(way: Duration(wireMicroseconds: wayUs)) : .failed
    }
}
