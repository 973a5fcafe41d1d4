/// What a job has really used, as whoever ran it says.
package struct JobUse: Hashable, Sendable {
    /// By a model of energies or stated watts; 0 where nobody states any, `nil` if a worker has not said what it used.
    package var joules: Double?
    /// What the cloud tier charged; `nil` if it has not said.
    package var dollars: Double?

    /// Takes amounts; what is negative or no number counts as 0.
    package init(joules: Double? = 0, dollars: Double? = 0) {
        self.joules = joules.map { $0.isFinite ? max(0, $0) : 0 }
        self.dollars = dollars.map { $0.isFinite ? max(0, $0) : 0 }
    }
}
