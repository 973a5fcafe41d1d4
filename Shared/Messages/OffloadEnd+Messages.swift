package import Domain

extension Rubato_V1_OffloadEnd {
    package init(_ member: WorkerID, _ outcome: OffloadOutcome) {
        self.init()
        self.member = member.rawValue
        switch outcome {
        case .answered(let way, let bytes):
            answered = true
            wayUs = way.wireMicroseconds
            self.bytes = UInt64(max(0, bytes))
        case .refused: refused = true
        case .failed: break
        }
    }

    package var domain: OffloadOutcome {
        if answered {
            return .answered(way: Duration(wireMicroseconds: wayUs), bytes: Int(min(bytes, UInt64(UInt32.max))))
        }
        return refused ? .refused : .failed
    }
}
