/// What single acts cost, in picojoules.
///
/// The usual values are those of Horowitz, "Computing's energy problem", ISSCC 2014, for 45 nm: a 16-bit
/// multiplication lies between its 0.2 pJ for 8 and 3.1 pJ for 32 bits at about 0.8 (ours, by the square of the
/// width), a 32-bit addition costs 0.1; reading 8 bytes costs 20 pJ in a memory of 32 KB and 1,300 pJ in DRAM, the
/// lower end of the range given.
package struct EnergyTable: Hashable, Sendable {
    package var mac: Double
    /// Per byte read from or written to an on-chip memory.
    package var onChipByte: Double
    /// Per byte that crosses to or from DRAM.
    package var offChipByte: Double
    /// Drawn all the time, in watts.
    package var idleWatts: Double

    package init(mac: Double = 0.9, onChipByte: Double = 2.5, offChipByte: Double = 162.5, idleWatts: Double = 0) {
        self.mac = mac
        self.onChipByte = onChipByte
        self.offChipByte = offChipByte
        self.idleWatts = idleWatts
    }
}
