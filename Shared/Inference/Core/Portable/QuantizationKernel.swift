/// Turns floats into bytes; each byte is a float with that value, as portable plans keep them.
struct QuantizationKernel: PortableKernel {
    let quantization: Quantization
    let count: Int

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for index in 0..<count { output[index] = Float(quantization.byte(inputs[0][index])) }
    }
}
