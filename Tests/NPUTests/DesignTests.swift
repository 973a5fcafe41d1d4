import NPU
import Testing

@Suite("Designs")
struct DesignTests {
    private static let network = NetworkShape(
        name: "net",
        inputWords: 300,
        stages: [
            .init(
                name: "end",
                layers: [
                    .convolution(
                        "a",
                        from: PictureShape(channels: 3, height: 16, width: 16),
                        to: PictureShape(channels: 24, height: 16, width: 16),
                        taps: 9
                    ), .fullyConnected("b", inputs: 6_144, outputs: 10),
                ],
                carriedWords: 0
            )
        ]
    )

    @Test("every design keeps the limits, and none comes twice", arguments: [false, true])
    func limitsAreKept(isFine: Bool) throws {
        let limits = DesignSpace.Limits(multipliers: 64, onChipBytes: 64 * 1_024)
        let devices = DesignSpace(base: try Devices.small(), limits: limits, isFine: isFine).devices
        #expect(devices.count > 100)
        #expect(Set(devices).count == devices.count)
        for device in devices {
            #expect(device.tile.multipliers <= 64)
            #expect(device.inputBytes + device.weightBytes + device.outputBytes <= limits.onChipBytes)
        }
    }

    @Test("limits that nothing fits leave no design")
    func tightLimitsLeaveNone() throws {
        let limits = DesignSpace.Limits(multipliers: 64, onChipBytes: 64)
        #expect(DesignSpace(base: try Devices.small(), limits: limits).devices.isEmpty)
    }

    @Test("the front is what no other design dominates")
    func frontIsUndominated() throws {
        let limits = DesignSpace.Limits(multipliers: 64, onChipBytes: 64 * 1_024)
        let points = DesignSpace(base: try Devices.small(), limits: limits).devices.map {
            DesignPoint($0, networks: [Self.network], batches: [1, 3])
        }
        let front = DesignPoint.front(points)
        #expect(!front.isEmpty)
        for point in front { #expect(!points.contains { $0.dominates(point) }) }
        for point in points {
            let isKept = front.contains { $0.device == point.device }
            let isBeaten = front.contains {
                $0.dominates(point)
                    || $0.meanSeconds == point.meanSeconds
                        && $0.multipliers == point.multipliers && $0.onChipBytes == point.onChipBytes
            }
            #expect(isKept || isBeaten)
        }
    }

    @Test("more bandwidth never makes a design slower")
    func bandwidthHelps() throws {
        var device = try Devices.small()
        let slow = DesignPoint(device, networks: [Self.network], batches: [2])
        device.readBandwidth *= 4
        device.writeBandwidth *= 4
        let fast = DesignPoint(device, networks: [Self.network], batches: [2])
        #expect(fast.meanSeconds < slow.meanSeconds)
        #expect(fast.utilization > slow.utilization)
    }
}
