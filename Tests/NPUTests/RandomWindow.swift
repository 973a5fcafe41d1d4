@testable import Inference
import Kernel

/// A random convolution or pool of one seed: a picture, a window, and how it moves.
struct RandomWindow {
    let batch: Int
    let groups: Int
    let inputsPerGroup: Int
    let outputsPerGroup: Int
    let rows: AxisGeometry
    let columns: AxisGeometry

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func axis() -> AxisGeometry {
            let (kernel, stride) = (number(1...3), number(1...2))
            let (input, padding) = (number(3...7), number(0...kernel - 1))
            return AxisGeometry(
                input: input,
                output: (input + 2 * padding - kernel) / stride + 1,
                kernel: kernel,
                stride: stride,
                dilation: 1,
                before: padding,
                after: padding
            )
        }
        batch = number(1...3)
        groups = number(1...3)
        inputsPerGroup = number(1...4)
        outputsPerGroup = number(1...10)
        rows = axis()
        columns = axis()
    }

    var inputChannels: Int { groups * inputsPerGroup }
    var outputChannels: Int { groups * outputsPerGroup }
    var taps: Int { rows.kernel * columns.kernel }
    var pixels: Int { rows.output * columns.output }
    var inputCount: Int { batch * rows.input * columns.input * inputChannels }

    /// Where the tap of an output pixel lies among the input's pixels, `nil` in the padding.
    func source(pixel: Int, tap: Int) -> Int? {
        let y = pixel / columns.output * rows.stride - rows.before + tap / columns.kernel
        let x = pixel % columns.output * columns.stride - columns.before + tap % columns.kernel
        guard (0..<rows.input).contains(y), (0..<columns.input).contains(x) else { return nil }
        return y * columns.input + x
    }

    /// A channel of the picture, which lies pixel by pixel, at a tap; 0 in the padding.
    func value(_ picture: [Float], sample: Int, pixel: Int, tap: Int, channel: Int) -> Float {
        guard let source = source(pixel: pixel, tap: tap) else { return 0 }
        return picture[(sample * rows.input * columns.input + source) * inputChannels + channel]
    }
}
