/// Computes one step on dense f32 tensors.
package protocol PortableKernel {
    /// - Parameters:
    ///   - inputs: One address per input of the step.
    ///   - output: Where the result goes; it overlaps an input only where that is a residual to be summed in place.
    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>)
}
