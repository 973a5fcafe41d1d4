extension Window {
    /// Resolves the window for a picture.
    ///
    /// - Parameters:
    ///   - sizes: The picture's spatial dimensions.
    ///   - weights: The kernel's size by the weights' shape, if there are weights.
    ///   - roundsUp: Whether a window that only partly fits still counts.
    ///   - node: For errors.
    /// - Returns: One geometry per spatial dimension.
    /// - Throws: ``ModelError/invalidNode(node:reason:)``.
    func geometry(
        _ sizes: [Int],
        weights: [Int]?,
        roundsUp: Bool,
        node: String
    ) throws(ModelError) -> [AxisGeometry] {
        let kernel = weights ?? kernel
        let isConsistent =
            kernel.count == sizes.count && (self.kernel.isEmpty || self.kernel == kernel)
            && [strides, dilations].allSatisfy { $0.isEmpty || $0.count == sizes.count }
        guard isConsistent else {
            throw .invalidNode(node: node, reason: "a window \(self) does not fit a picture of sizes \(sizes)")
        }
        var axes: [AxisGeometry] = []
        for index in sizes.indices {
            var axis = AxisGeometry.whole(sizes[index])
            axis.kernel = kernel[index]
            axis.stride = strides.isEmpty ? 1 : strides[index]
            axis.dilation = dilations.isEmpty ? 1 : dilations[index]
            (axis.before, axis.after) = try pads(of: axis, index: index, rank: sizes.count, node: node)
            axes.append(try Self.finished(axis, roundsUp: roundsUp, node: node))
        }
        return axes
    }

    private func pads(
        of axis: AxisGeometry,
        index: Int,
        rank: Int,
        node: String
    ) throws(ModelError) -> (before: Int, after: Int) {
        let outputs = (axis.input + axis.stride - 1) / axis.stride
        let total = max(0, (outputs - 1) * axis.stride + axis.extent - axis.input)
        switch padding {
        case .none: return (0, 0)
        case .sameUpper: return (total / 2, total - total / 2)
        case .sameLower: return (total - total / 2, total / 2)
        case .explicit(let list):
            guard list.count == 2 * rank else {
                throw .invalidNode(node: node, reason: "\(list.count) pads for \(rank) spatial dimensions")
            }
            return (list[index], list[index + rank])
        }
    }

    private static func finished(_ axis: AxisGeometry, roundsUp: Bool, node: String) throws(ModelError) -> AxisGeometry
    {
        var axis = axis
        let room = axis.input + axis.before + axis.after - axis.extent
        guard room >= 0 else {
            throw .invalidNode(node: node, reason: "the window is larger than the padded picture")
        }
        axis.output = room / axis.stride + 1
        if roundsUp, room % axis.stride != 0 {
            // A window that would begin in the padding behind the picture does not count.
            let starts = axis.output * axis.stride
            if starts < axis.input + axis.before { axis.output += 1 }
        }
        return axis
    }
}
