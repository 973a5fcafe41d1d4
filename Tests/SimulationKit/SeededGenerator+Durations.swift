import Foundation
package import Kernel

extension SeededGenerator {
    /// Uniform over the range.
    package mutating func duration(in range: ClosedRange<Duration>) -> Duration {
        let span = range.upperBound - range.lowerBound
        return range.lowerBound + span * Double.random(in: 0...1, using: &self)
    }

    /// An exponential gap, as between the arrivals of a Poisson process.
    package mutating func gap(mean: Duration) -> Duration {
        mean * -log(1 - Double.random(in: 0..<1, using: &self))
    }
}
