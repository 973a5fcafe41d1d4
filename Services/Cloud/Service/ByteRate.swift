/// What a way carries as a flag takes it: a number and `kB`, `MB` or `GB`, per second.
package struct ByteRate: Sendable, Equatable {
    package let bytesPerSecond: Double

    private static let units: [(suffix: String, bytes: Double)] = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9)]

    package init?(_ text: String) {
        guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
            let count = Double(text.dropLast(unit.suffix.count)), count > 0, count * unit.bytes <= 1e12
        else { return nil }
        bytesPerSecond = count * unit.bytes
    }
}
