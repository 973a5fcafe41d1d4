/// Turns bytes, each kept as a float with that value, into the numbers that they stand for.
struct DequantizationKernel: PortableKernel {
    let quantization: Quantization
    let count: Int

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        let zero = Float(quantization.zero)
        for index in 0..<count { output[index] = (inputs[0][index] - zero) * quantization.scale }
    }
}
