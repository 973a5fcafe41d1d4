import Foundation
import Kernel
import NPU
import NPUFiles

/// One run of `rubato npu explore`.
struct NPUExploration {
    let networks: [NetworkShape]
    let batches: [Int]
    let base: Device
    let limits: DesignSpace.Limits
    let rule: MappingRule
    private let isFine: Bool

    init(_ options: NPUExploreCommand) throws {
        let library = try NPULibrary(models: options.models)
        networks = try options.networks.map(library.network)
        batches = try BatchSizes(options.batch).sizes
        var device = try library.device(options.device).device
        if let read = options.read { device.readBandwidth = read * 1e9 }
        if let write = options.write { device.writeBandwidth = write * 1e9 }
        base = device
        let own = device.inputBytes + device.weightBytes + device.outputBytes
        limits = DesignSpace.Limits(
            multipliers: options.multipliers ?? device.tile.multipliers,
            onChipBytes: options.onChip.map { $0 * 1_024 } ?? own
        )
        rule = MappingRule(options.mapping) ?? .free
        isFine = options.fine
        guard !rule.stacks || device.isStackable else {
            throw ToolFailure.badData("--mapping \(rule): the elements of \(device.name) are not stackable")
        }
    }

    /// All designs of the space in their order, tried on all cores; says on a terminal how far it is.
    func run() throws -> [DesignPoint] {
        let devices = DesignSpace(base: base, limits: limits, isFine: isFine).devices
        guard !devices.isEmpty else {
            throw ToolFailure.badData("no design has \(limits.multipliers) multipliers and so little memory")
        }
        let showsProgress = Console.errorIsTerminal
        let time = MonotonicTime()
        let began = time.now
        let done = Counter()
        let points = Parallel.map(devices.count) { number in
            let point = DesignPoint(devices[number], networks: networks, batches: batches, rule: rule)
            let count = done.next()
            if showsProgress, count.isMultiple(of: 16) {
                let seconds = (time.now - began).seconds
                let left = Int((seconds / Double(count) * Double(devices.count - count)).rounded(.up))
                Console.progress("\(count) of \(devices.count) designs, \(left) s left")
            }
            return point
        }
        if showsProgress { Console.progress("") }
        let seconds = String(format: "%.1f", (time.now - began).seconds)
        Console.error("\(devices.count) designs in \(seconds) s")
        return points
    }
}
