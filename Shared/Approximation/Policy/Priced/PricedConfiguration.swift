/// How ``PricedRule`` plans; what is usual are our own choices, not a paper's.
package struct PricedConfiguration: Hashable, Sendable {
    /// How long a plan holds if nothing happens.
    package var planInterval = Duration.seconds(120)
    /// How long what has been loaded stays at least, unless it has to go.
    package var minimumStay = Duration.seconds(300)
    /// What part of the time the server is expected to be out of reach before anything was seen, and for how long what is
    /// seen must go on to count as much.
    package var expectedOutage = 0.25
    package var outageWeight = Duration.seconds(3_600)
    /// How long an outage is expected to last before any was seen.
    package var expectedOutageLength = Duration.seconds(900)
    /// For how long whatever is the case now is expected to go on.
    package var persistence = Duration.seconds(600)
    /// What loaded variants may take of the device together; `nil`: not limited.
    package var memoryBytes: Int64?
    /// Whether every change of variant on the device pays a load, or only an application's return to the device.
    package var loadsEveryChange = false

    package init() {}
}
