@testable import Inference
import Kernel

/// A random multi-exit conv-net, reproducible from its seed.
struct RandomNetwork {
    private(set) var writer = OnnxWriter()
    private var random: SeededGenerator
    private var count = 0
    let inputShape: [Int]
    private var channels: Int
    private var size: (rows: Int, columns: Int)

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        channels = [1, 3, 8, 16].randomElement(using: &random) ?? 1
        let rows = Int.random(in: 5...12, using: &random)
        size = (rows, Int.random(in: 5...12, using: &random))
        inputShape = [channels, size.rows, size.columns]
        writer.input("x", [nil, channels, size.rows, size.columns])
        var value = "x"
        for exit in 0..<Int.random(in: 1...3, using: &random) {
            for _ in 0..<Int.random(in: 1...3, using: &random) { value = layer(value) }
            head(value, exit: "exit\(exit)")
        }
    }

    private mutating func name(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    private mutating func layer(_ input: String) -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0..<4: return convolution(input)
        case 4: return residual(input)
        case 5: return pool(input)
        case 6: return activation(input)
        case 7: return gate(input)
        default: return branches(input)
        }
    }

    private mutating func convolution(_ input: String) -> String {
        let isDepthwise = Bool.random(using: &random) && channels > 1
        let groups = isDepthwise ? channels : 1
        let outputs = isDepthwise ? channels : [4, 10, 16, 24, 32].randomElement(using: &random) ?? 4
        let kernel = min([1, 3, 3, 5].randomElement(using: &random) ?? 3, min(size.rows, size.columns))
        let stride = Int.random(in: 1...2, using: &random)
        let pad = kernel / 2
        let output = convolve(
            input,
            outputs,
            kernel: kernel,
            stride: stride,
            pads: [pad, pad, pad, pad],
            groups: groups
        )
        size = ((size.rows + 2 * pad - kernel) / stride + 1, (size.columns + 2 * pad - kernel) / stride + 1)
        return Bool.random(using: &random) ? activation(output) : output
    }

    private mutating func convolve(
        _ input: String,
        _ outputs: Int,
        kernel: Int,
        stride: Int,
        pads: [Int],
        groups: Int
    ) -> String {
        let output = name("conv")
        let inner = channels / groups * kernel * kernel
        let scale = 1.5 / Float(inner).squareRoot()
        let shape = [outputs, channels / groups, kernel, kernel]
        writer.weights("\(output).w", random.floats(shape.reduce(1, *), scale: scale), shape)
        writer.weights("\(output).b", random.floats(outputs, scale: 0.2), [outputs])
        writer.node(
            "Conv",
            [input, "\(output).w", "\(output).b"],
            output,
            [
                ("kernel_shape", .integers([kernel, kernel])), ("strides", .integers([stride, stride])),
                ("pads", .integers(pads)), ("group", .integer(groups)),
            ]
        )
        channels = outputs
        return output
    }

    /// Two convolutions whose result is added to the input, the input first or second.
    private mutating func residual(_ input: String) -> String {
        let outputs = channels
        let inner = convolve(input, 16, kernel: 3, stride: 1, pads: [1, 1, 1, 1], groups: 1)
        let activated = name("relu")
        writer.node("Relu", [inner], activated)
        let outer = convolve(activated, outputs, kernel: 3, stride: 1, pads: [1, 1, 1, 1], groups: 1)
        let sum = name("sum")
        writer.node("Add", Bool.random(using: &random) ? [outer, input] : [input, outer], sum)
        return activation(sum)
    }

    private mutating func pool(_ input: String) -> String {
        guard size.rows > 3, size.columns > 3 else { return activation(input) }
        let output = name("pool")
        let isMaximum = Bool.random(using: &random)
        let window: [(String, OnnxWriter.Attribute)] = [
            ("kernel_shape", .integers([3, 3])), ("strides", .integers([2, 2])), ("pads", .integers([1, 0, 1, 0])),
        ]
        writer.node(isMaximum ? "MaxPool" : "AveragePool", [input], output, window)
        size = ((size.rows + 2 - 3) / 2 + 1, (size.columns - 3) / 2 + 1)
        return output
    }

    private mutating func activation(_ input: String) -> String {
        let operators = ["Relu", "Sigmoid", "HardSigmoid", "HardSwish", "LeakyRelu", "Tanh", "Elu"]
        let output = name("act")
        writer.node(operators.randomElement(using: &random) ?? "Relu", [input], output)
        return output
    }

    /// Squeeze and excite: a factor per channel from the mean over the picture.
    private mutating func gate(_ input: String) -> String {
        let (mean, factor, output) = (name("mean"), name("factor"), name("gate"))
        writer.node("GlobalAveragePool", [input], mean)
        writer.node("HardSigmoid", [mean], factor)
        writer.node("Mul", [input, factor], output)
        return output
    }

    private mutating func branches(_ input: String) -> String {
        let before = channels
        let side = convolve(input, 8, kernel: 1, stride: 1, pads: [0, 0, 0, 0], groups: 1)
        let output = name("concat")
        writer.node("Concat", [input, side], output, [("axis", .integer(1))])
        channels = before + 8
        return output
    }

    private mutating func head(_ input: String, exit: String) {
        let flat = name("flat")
        var features = channels
        if Bool.random(using: &random) {
            let mean = name("mean")
            writer.node("GlobalAveragePool", [input], mean)
            writer.node("Flatten", [mean], flat)
        } else {
            writer.node("Flatten", [input], flat)
            features = channels * size.rows * size.columns
        }
        let scale = 1 / Float(features).squareRoot()
        writer.weights("\(exit).w", random.floats(7 * features, scale: scale), [7, features])
        writer.weights("\(exit).b", random.floats(7), [7])
        writer.node("Gemm", [flat, "\(exit).w", "\(exit).b"], exit, [("transB", .integer(1))])
        writer.output(exit)
    }

    /// Random samples for the network.
    func samples(_ count: Int, seed: UInt64) -> [[Float]] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in random.floats(inputShape.reduce(1, *)) }
    }
}
