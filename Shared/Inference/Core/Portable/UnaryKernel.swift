/// A function of each element.
struct UnaryKernel: PortableKernel {
    private let function: UnaryFunction
    private let count: Int

    init(_ function: UnaryFunction, count: Int) {
        self.function = function
        self.count = count
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        for index in 0..<count { output[index] = function(inputs[0][index]) }
    }
}
