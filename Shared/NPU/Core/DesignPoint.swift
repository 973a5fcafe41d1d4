#if canImport(Glibc)
    import Glibc
#endif

/// What one design makes of some networks.
package struct DesignPoint: Sendable {
    package let device: Device
    /// By network, the geometric mean over the batch sizes of the seconds for one sample.
    package let secondsPerSample: [Double]
    /// The geometric mean over the networks.
    package let meanSeconds: Double
    /// Useful multiply-adds over everything that was run, as a share of what the multipliers could have done.
    package let utilization: Double
    /// By network as ``secondsPerSample``, joules for one sample; then their geometric mean.
    package let meanJoules: Double

    package var multipliers: Int { device.tile.multipliers }
    package var onChipBytes: Int { device.inputBytes + device.weightBytes + device.outputBytes }

    /// Runs every network at every batch size, each at least one.
    package init(_ device: Device, networks: [NetworkShape], batches: [Int], rule: MappingRule = .free) {
        self.device = device
        let model = CycleModel(device)
        var total = LayerCost.zero
        var seconds: [Double] = []
        var joules: [Double] = []
        for network in networks {
            var (logSeconds, logJoules) = (0.0, 0.0)
            for batch in batches {
                let cost = model.cost(of: network, batch: batch, rule)
                total = total + cost
                logSeconds += log(device.seconds(cost.cycles) / Double(batch))
                logJoules += log(cost.joules(on: device) / Double(batch))
            }
            seconds.append(exp(logSeconds / Double(batches.count)))
            joules.append(exp(logJoules / Double(batches.count)))
        }
        secondsPerSample = seconds
        meanSeconds = Self.mean(seconds)
        meanJoules = Self.mean(joules)
        utilization = total.utilization(on: device)
    }

    private static func mean(_ values: [Double]) -> Double {
        exp(values.reduce(0) { $0 + log($1) } / Double(max(1, values.count)))
    }

    /// Whether it needs no more of anything than the other and less of something.
    package func dominates(_ other: DesignPoint) -> Bool {
        let isNoWorse =
            multipliers <= other.multipliers && onChipBytes <= other.onChipBytes && meanSeconds <= other.meanSeconds
        let isBetter =
            multipliers < other.multipliers || onChipBytes < other.onChipBytes || meanSeconds < other.meanSeconds
        return isNoWorse && isBetter
    }

    /// Those that no other dominates, the fastest first; of equals the first.
    package static func front(_ points: [DesignPoint]) -> [DesignPoint] {
        let sorted = points.enumerated().sorted {
            ($0.element.meanSeconds, $0.element.multipliers, $0.element.onChipBytes, $0.offset)
                < ($1.element.meanSeconds, $1.element.multipliers, $1.element.onChipBytes, $1.offset)
        }.map(\.element)
        var front: [DesignPoint] = []
        for point in sorted {
            let isBeaten = front.contains {
                $0.multipliers <= point.multipliers && $0.onChipBytes <= point.onChipBytes
            }
            if !isBeaten { front.append(point) }
        }
        return front
    }
}
