import CFixed
import Inference

/// A kernel of the vector unit: computes on numbers, and its results become words.
struct RoundedKernel: PortableKernel {
    let inner: any PortableKernel
    let count: Int
    let scale: Float

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        inner.run(inputs, output)
        rubato_fixed_round(output, output, count, scale)
    }
}
