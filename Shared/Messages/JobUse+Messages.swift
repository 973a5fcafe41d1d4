package import Domain

extension Rubato_V1_JobUse {
    package init(_ job: JobID, _ use: JobUse) {
        self.init()
        self.job = job.rawValue
        joules = use.joules
        usd = use.dollars
    }

    package var domain: JobUse { JobUse(joules: joules, dollars: usd) }
}
