import NPU
import Testing

@Suite("Devices and mappings")
struct DeviceTests {
    @Test(
        "a description without sense is refused with its key",
        arguments: [
            (TileSize(rows: 0, inner: 4, columns: 4), 1_024, 1_024, 1_024, "tile.rows"),
            (TileSize(rows: 4, inner: 0, columns: 4), 1_024, 1_024, 1_024, "tile.inner"),
            (TileSize(rows: 4, inner: 4, columns: -1), 1_024, 1_024, 1_024, "tile.columns"),
            (TileSize(rows: 3, inner: 4, columns: 4), 1_024, 1_024, 1_024, "stackable"),
            (TileSize(rows: 4, inner: 4, columns: 4), 63, 1_024, 1_024, "input_kib"),
            (TileSize(rows: 4, inner: 4, columns: 4), 1_024, 63, 1_024, "weight_kib"),
            (TileSize(rows: 4, inner: 4, columns: 4), 1_024, 1_024, 127, "output_kib"),
        ]
    )
    func senselessIsRefused(tile: TileSize, input: Int, weight: Int, output: Int, key: String) {
        let error = #expect(throws: DeviceError.self) {
            try Devices.small(tile: tile, inputBytes: input, weightBytes: weight, outputBytes: output)
        }
        #expect(error?.key == key)
    }

    @Test("fluid batching with stacking is never slower than a fixed mapping", arguments: UInt64(0)..<100)
    func fluidIsNeverSlower(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let layer = LayerShape(name: "layer", work: .product(random.shape))
        let model = CycleModel(random.device)
        for batch in 1...6 {
            let free = model.best(layer, batch: batch, .free).cost.cycles
            for rule in MappingRule.all {
                #expect(free <= model.best(layer, batch: batch, rule).cost.cycles, "seed \(seed), \(batch), \(rule)")
            }
        }
    }

    @Test("a starved device is as fast as its memory")
    func starvedDeviceWaits() throws {
        let device = try Devices.small(
            tile: TileSize(rows: 64, inner: 4, columns: 4),
            inputBytes: 1 << 20,
            weightBytes: 1 << 20,
            outputBytes: 1 << 20
        )
        let layer = LayerShape.fullyConnected("a", inputs: 400, outputs: 4, rows: 6_400)
        let cost = CycleModel(device).best(layer, batch: 1, MappingRule(.rows)).cost
        // 100 tiles of rows, each 100 steps of 64 rows; the loads of 512 and 32 bytes take longer: 136 cycles, then
        // 128.
        #expect(cost.computeCycles == 640_000)
        #expect(cost.cycles > 1_280_000)
        #expect(cost.macs == 400 * 4 * 6_400)
        #expect(cost.utilization(on: device) < 0.5)
    }

    @Test("energy is the sum of its acts")
    func energyAddsUp() throws {
        let device = try Devices.small()
        let cost = LayerCost(cycles: 100, computeCycles: 80, macs: 1_000, offChipBytes: 10, onChipBytes: 100)
        let expected = (1_000 * 0.9 + 100 * 2.5 + 10 * 162.5) * 1e-12
        #expect(abs(cost.joules(on: device) - expected) < 1e-18)
    }
}
