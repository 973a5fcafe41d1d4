import Glibc
import Kernel

extension SeededGenerator {
    /// A draw from the exponential distribution with that mean.
    package mutating func exponential(mean: Double) -> Double {
        -mean * log(unit())
    }

    /// A draw from the gamma distribution with that mean and coefficient of variation.
    ///
    /// The shape is `1/CV²`: a CV of 1 is the exponential distribution, 4 to 8 is bursty traffic. Marsaglia and Tsang's
    /// method (2000), with their power of a uniform number for shapes below 1.
    ///
    /// - Parameters:
    ///   - mean: Above 0.
    ///   - variation: The coefficient of variation, above 0.
    /// - Returns: A number of at least 0.
    package mutating func gamma(mean: Double, variation: Double) -> Double {
        let shape = 1 / (variation * variation)
        let boost = shape < 1 ? pow(unit(), 1 / shape) : 1
        let d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let normal = standardNormal()
            let cube = (1 + c * normal) * (1 + c * normal) * (1 + c * normal)
            guard cube > 0 else { continue }
            if log(unit()) < 0.5 * normal * normal + d - d * cube + d * log(cube) {
                return d * cube * boost * mean / shape
            }
        }
    }

    /// A draw from the normal distribution with mean 0 and deviation 1 (Box and Muller 1958).
    private mutating func standardNormal() -> Double {
        (-2 * log(unit())).squareRoot() * cos(2 * Double.pi * unit())
    }
}
