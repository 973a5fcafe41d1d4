import Kernel

extension Duration {
    /// As messages carry it; what is negative becomes zero.
    package var wireMicroseconds: UInt64 { UInt64(max(0, microseconds)) }

    /// From a message; what is longer than ten years becomes ten years, so that sums of instants cannot overflow.
    package init(wireMicroseconds: UInt64) {
        let tenYears: UInt64 = 315_360_000_000_000
        self = .microseconds(Int64(min(wireMicroseconds, tenYears)))
    }
}
