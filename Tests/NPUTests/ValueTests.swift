@testable import Inference
import NPU
import Testing

@Suite("Values of the modeled machine")
struct ValueTests {
    /// Whole numbers keep every order of summation exact, so equal means equal.
    @Test("are those of the CPU kernels, however the product is laid out", arguments: UInt64(0)..<60)
    func areThoseOfTheKernels(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let shape = random.shape
        let batch = random.mapping.batch
        let layer = LayerShape(name: "layer", work: .product(shape))
        guard CycleModel(random.device).cost(of: layer, random.mapping) != nil else { return }
        let count = batch * shape.groups * shape.rows * shape.inner
        let activations = random.wholeNumbers(count, seed: seed)
        let weights = random.wholeNumbers(shape.weightWords, seed: seed + 1)
        let reference = ReferenceProduct(
            shape: shape,
            mapping: random.mapping,
            device: random.device,
            activations: activations,
            weights: weights
        )
        let outputs = reference.run().outputs
        for sample in 0..<batch {
            for group in 0..<shape.groups {
                let first = (sample * shape.groups + group) * shape.rows
                let input = Array(activations[first * shape.inner..<(first + shape.rows) * shape.inner])
                let matrix = weights[group * shape.inner * shape.columns..<(group + 1) * shape.inner * shape.columns]
                let kernel = product(input, Array(matrix), shape)
                let own = Array(outputs[first * shape.columns..<(first + shape.rows) * shape.columns])
                #expect(own == kernel, "seed \(seed), sample \(sample), group \(group)")
            }
        }
    }

    /// The portable kernel of a product with constant weights.
    private func product(_ input: [Float], _ matrix: [Float], _ shape: ProductShape) -> [Float] {
        var transposed = [Float](repeating: 0, count: matrix.count)
        for inner in 0..<shape.inner {
            for column in 0..<shape.columns {
                transposed[column * shape.inner + inner] = matrix[inner * shape.columns + column]
            }
        }
        let step = InnerProductStep(
            rows: shape.rows,
            inner: shape.inner,
            outer: shape.columns,
            weights: Constant(shape: [shape.columns, shape.inner], elements: .floats(transposed)),
            bias: nil,
            activation: nil
        )
        var output = [Float](repeating: 0, count: shape.rows * shape.columns)
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let source = input.baseAddress, let target = output.baseAddress else { return }
                InnerProductKernel(step).run([source], target)
            }
        }
        return output
    }
}
