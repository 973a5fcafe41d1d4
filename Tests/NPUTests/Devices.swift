import NPU

/// Devices of tests.
enum Devices {
    /// 4 bytes a cycle in and out.
    static func small(
        tile: TileSize = TileSize(rows: 4, inner: 4, columns: 4),
        inputBytes: Int = 1_024,
        weightBytes: Int = 1_024,
        outputBytes: Int = 1_024
    ) throws(DeviceError) -> Device {
        try Device(
            name: "small",
            tile: tile,
            inputBytes: inputBytes,
            weightBytes: weightBytes,
            outputBytes: outputBytes,
            readBandwidth: 4e8,
            writeBandwidth: 4e8,
            clockHertz: 1e8,
            fillCycles: 4,
            controlCycles: 10,
            vectorLanes: 2
        )
    }
}
