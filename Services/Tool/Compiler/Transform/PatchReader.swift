import Inference

/// What a layer reads for one number of each of its outputs: height, width and channels of its window, in this order.
struct PatchReader {
    private let input: Activations
    private let kernel: (height: Int, width: Int)
    private let strides: (down: Int, right: Int)
    private let padding: (top: Int, left: Int)
    private let outputWidth: Int

    /// - Parameters:
    ///   - site: The layer.
    ///   - input: Its input, [height, width, channels] or a vector.
    ///   - outputWidth: Of its output picture; 1 for a product.
    init(_ site: FitSite, input: Activations, outputWidth: Int) {
        self.input = input
        self.outputWidth = outputWidth
        kernel = site.kernel
        guard case .convolution(let window) = site.kind else {
            strides = (1, 1)
            padding = (0, 0)
            return
        }
        strides = window.strides.count == 2 ? (window.strides[0], window.strides[1]) : (1, 1)
        if case .explicit(let pads) = window.padding, pads.count == 4 {
            padding = (pads[0], pads[1])
        } else {
            padding = (0, 0)
        }
    }

    func append(sample: Int, pixel: Int, to row: inout [Float]) {
        let start = sample * input.sampleSize
        guard input.shape.count == 3 else {
            row += input.numbers[start..<start + input.sampleSize]
            return
        }
        let (height, width, channels) = (input.shape[0], input.shape[1], input.shape[2])
        let top = pixel / outputWidth * strides.down - padding.top
        let left = pixel % outputWidth * strides.right - padding.left
        for y in top..<top + kernel.height {
            for x in left..<left + kernel.width {
                guard (0..<height).contains(y), (0..<width).contains(x) else {
                    row.append(contentsOf: repeatElement(0, count: channels))
                    continue
                }
                let place = start + (y * width + x) * channels
                row += input.numbers[place..<place + channels]
            }
        }
    }
}
