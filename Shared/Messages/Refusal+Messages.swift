package import Domain

extension Rubato_V1_RefusalInfo {
    package init(_ refusal: Refusal) {
        self.init()
        reason = refusal.reason.rawValue
        if let after = refusal.retryAfter { retryAfterUs = after.wireMicroseconds }
        if let finish = refusal.predictedFinish { predictedFinishUs = finish.wireMicroseconds }
        if let rate = refusal.counterOffer?.framesPerSecond { offeredFps = rate }
        if let deadline = refusal.counterOffer?.deadline { offeredDeadlineUs = deadline.wireMicroseconds }
        if let exit = refusal.counterOffer?.mandatoryExit { offeredExit = UInt32(clamping: exit) }
        if let account = refusal.budget { budget = account }
    }

    /// The refusal; a reason that this version does not know counts as overload.
    package var domain: Refusal {
        let offer = CounterOffer(
            framesPerSecond: hasOfferedFps ? offeredFps : nil,
            deadline: hasOfferedDeadlineUs ? Duration(wireMicroseconds: offeredDeadlineUs) : nil,
            mandatoryExit: hasOfferedExit ? Int(offeredExit) : nil
        )
        return Refusal(
            reason: Refusal.Reason(rawValue: reason) ?? .overloaded,
            retryAfter: hasRetryAfterUs ? Duration(wireMicroseconds: retryAfterUs) : nil,
            predictedFinish: hasPredictedFinishUs ? Duration(wireMicroseconds: predictedFinishUs) : nil,
            counterOffer: offer == CounterOffer() ? nil : offer,
            budget: hasBudget ? budget : nil
        )
    }
}
