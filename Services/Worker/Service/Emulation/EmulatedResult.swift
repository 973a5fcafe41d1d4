import Kernel

/// A run as it is handed over when its modeled time has come, made before.
struct EmulatedResult {
    /// When that is.
    let end: Instant
    /// As if it were handed over in time; `nil` if transfers failed too often.
    let steps: [StageStep]?
    /// Samples that have run their first stage in it.
    let newJobs: Int

    /// One that has failed by then.
    init(end: Instant) {
        self.end = end
        steps = nil
        newJobs = 0
    }

    /// One whose samples share its energy, each beside what it had brought along.
    init(of run: EmulatedRun, joules: Double, end: Instant) {
        let share = joules / Double(run.samples.count)
        self.end = end
        newJobs = run.stage == 0 ? run.newcomerCount : 0
        steps = zip(run.steps ?? [], run.resumed).map { step, resumed in
            var step = step
            step.emulation = StageEmulation(lag: .zero, joules: share + (resumed?.joules ?? 0))
            return step
        }
    }

    /// The steps where the hand-over was late by so much.
    func steps(late lag: Duration) -> [StageStep] {
        (steps ?? []).map { step in
            var step = step
            step.emulation = step.emulation.map { StageEmulation(lag: lag, joules: $0.joules) }
            return step
        }
    }
}
