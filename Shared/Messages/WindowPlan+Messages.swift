package import Domain

extension Rubato_V1_WindowPlan {
    package init(_ plan: WindowPlan) {
        self.init()
        model = Rubato_V1_ModelKey(plan.model)
        windowUs = plan.window.wireMicroseconds
        burst = plan.burst
        framesPerSecond = plan.framesPerSecond
        deadlineUs = plan.deadline.wireMicroseconds
        mandatoryExit = UInt32(clamping: plan.mandatoryExit)
    }

    /// The plan, or `nil` if its numbers bound nothing.
    package var domain: WindowPlan? {
        guard (0...1e9).contains(burst), (0...1e9).contains(framesPerSecond), mandatoryExit < 1_000 else { return nil }
        return WindowPlan(
            model: model.domain,
            window: Duration(wireMicroseconds: windowUs),
            burst: burst,
            framesPerSecond: framesPerSecond,
            deadline: Duration(wireMicroseconds: deadlineUs),
            mandatoryExit: Int(mandatoryExit)
        )
    }
}
