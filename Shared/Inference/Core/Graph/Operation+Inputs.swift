extension Operation {
    /// How many inputs the operator takes; those up to the lower bound must be given.
    var inputCounts: ClosedRange<Int> {
        switch self {
        case .convolution, .gemm: 2...3
        case .batchNormalization: 5...5
        case .binary, .matrixProduct, .gather, .reshape: 2...2
        case .clip: 1...3
        case .concat: 1...4096
        case .reduce(_, let axes, _, _), .squeeze(let axes): 1...(axes == nil ? 2 : 1)
        case .unsqueeze(let axes): axes == nil ? 2...2 : 1...1
        case .slice(let bounds): bounds == nil ? 3...5 : 1...1
        // Dropout, read as identity, may carry a ratio and a training flag.
        case .identity: 1...3
        case .pool, .globalPool, .unary, .softmax, .flatten, .transpose, .shape, .cast, .constantOfShape: 1...1
        }
    }
}
