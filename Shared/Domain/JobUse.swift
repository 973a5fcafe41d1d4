/// What a job has really used, as whoever ran it says.
package struct JobUse: Hashable, Sendable {
    /// By a model of energies or stated watts; 0 where nobody states any.
    package var joules: Double
    /// What the cloud tier charged.
    package var dollars: Double

    /// Takes amounts; what is negative or no number counts as 0.
    package init(joules: Double = 0, dollars: Double = 0) {
        self.joules = joules.isFinite ? max(0, joules) : 0
        self.dollars = dollars.isFinite ? max(0, dollars) : 0
    }
}
