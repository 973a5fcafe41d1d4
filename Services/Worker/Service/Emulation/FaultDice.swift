import Kernel
package import NPUFiles

/// What goes wrong with an emulated device from run to run, drawn from the seed of its file.
package struct FaultDice: Sendable {
    package let faults: DeviceFaults
    /// Modeled seconds of work so far.
    package private(set) var worked = 0.0
    /// Samples whose first stage has been run.
    package private(set) var jobs = 0
    private var random: SeededGenerator

    package init(_ faults: DeviceFaults) {
        self.faults = faults
        random = SeededGenerator(seed: faults.seed)
    }

    /// The factor on all times: above 1 once the device is too hot.
    package var factor: Double {
        guard let limit = faults.throttleAfterSeconds, worked >= limit else { return 1 }
        return faults.throttleFactor
    }

    package var crashIsDue: Bool { faults.crashAfterJobs.map { jobs >= $0 } ?? false }

    package mutating func note(worked seconds: Double) { worked += seconds }

    package mutating func note(jobs count: Int) { jobs += count }

    /// The microseconds by which the next run stalls, mostly zero.
    package mutating func stallMicroseconds() -> Double {
        guard faults.stallProbability > 0 else { return 0 }
        return share() < faults.stallProbability ? faults.stallMicroseconds : 0
    }

    /// The bit that the next transfer of so many bytes gets wrong, if it does.
    package mutating func wrongBit(ofBytes count: Int) -> Int? {
        guard faults.bitErrorProbability > 0, count > 0, share() < faults.bitErrorProbability else { return nil }
        return Int(random.next() % UInt64(count * 8))
    }

    /// In 0..<1.
    private mutating func share() -> Double { Double(random.next() >> 11) * 0x1p-53 }
}
