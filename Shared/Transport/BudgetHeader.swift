import Kernel

/// The remaining budget as a call carries it: `grpc-timeout`, at most 8 digits and a unit.
package enum BudgetHeader {
    package static let name = "grpc-timeout"

    private static let units: [(letter: Character, nanoseconds: Int64)] = [
        ("n", 1), ("u", 1_000), ("m", 1_000_000), ("S", 1_000_000_000), ("M", 60_000_000_000), ("H", 3_600_000_000_000),
    ]

    /// Writes a budget in the finest unit that holds it, rounded down so that the receiver never gets more than is left.
    package static func encode(_ budget: Duration) -> String {
        let total = max(budget.nanoseconds, 0)
        for unit in units where total / unit.nanoseconds <= 99_999_999 {
            return "\(total / unit.nanoseconds)\(unit.letter)"
        }
        return "99999999H"
    }

    /// Reads a budget; `nil` if it is not written as gRPC demands.
    package static func decode(_ text: String) -> Duration? {
        guard let letter = text.last, let unit = units.first(where: { $0.letter == letter }) else { return nil }
        let digits = text.dropLast()
        let isNumber = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...8).contains(digits.utf8.count), isNumber, let count = Int64(digits) else { return nil }
        // 99,999,999 hours in nanoseconds exceed 64 bits, so seconds carry the coarse units.
        guard unit.nanoseconds >= 1_000_000_000 else { return .nanoseconds(count * unit.nanoseconds) }
        return .seconds(count * (unit.nanoseconds / 1_000_000_000))
    }
}
