package import Domain

extension Rubato_V1_JobUse {
    package init(_ job: JobID, _ use: JobUse) {
        self.init()
        self.job = job.rawValue
        joules = use.joules ?? 0
        joulesUnknown = use.joules == nil
        usd = use.dollars ?? 0
        usdUnknown = use.dollars == nil
    }

    package var domain: JobUse {
        JobUse(joules: joulesUnknown ? nil : joules, dollars: usdUnknown ? nil : usd)
    }
}
