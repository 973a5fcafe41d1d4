import Domain
/// Which share of the jobs leaves at every exit, as observed; where the paper takes a profile, this learns (ours).
struct ExitRates: Sendable {
    /// What is remembered: about the last thousand jobs.
    private static let memory = 1_000.0
    /// Jobs that are supposed to have run and stayed before the first one is seen, so that a few say little.
    private static let stayed = 8.0

    private var counts: [[(ran: Double, left: Double)]] = []

    mutating func observe(_ report: StageReport, slot: Int) {
        while counts.count <= slot { counts.append([]) }
        while counts[slot].count <= report.stage { counts[slot].append((Self.stayed, 0)) }
        var count = counts[slot][report.stage]
        count.ran += Double(report.readings.count)
        count.left += Double(report.readings.count(where: \.left))
        if count.ran > Self.memory { count = (count.ran / 2, count.left / 2) }
        counts[slot][report.stage] = count
    }

    /// By stage, 0…1.
    func rates(slot: Int) -> [Double] {
        slot < counts.count ? counts[slot].map { $0.left / $0.ran } : []
    }
}
