import Inference

/// Two layers with nothing but a rectifier between them: the second alone misses a channel left out of the first.
struct ChannelPair {
    let first: FitSite
    let second: FitSite

    static func pairs(in teacher: Teacher) -> [ChannelPair] {
        let graph = teacher.model.graph
        let consumers = graph.consumers()
        let byInput = Dictionary(grouping: teacher.lessons.map(\.site)) { $0.input }
        return teacher.lessons.compactMap { lesson in
            let first = lesson.site
            var value = first.output
            guard case .convolution = first.kind else { return nil }
            if let users = consumers[value], users.count == 1, case .unary(.relu) = graph.nodes[users[0]].operation {
                value = graph.nodes[users[0]].output
            }
            let isSeenElsewhere = [first.output, value].contains {
                graph.outputs.contains($0) || consumers[$0]?.count != 1
            }
            guard !isSeenElsewhere, let second = byInput[value]?.first, case .convolution = second.kind else {
                return nil
            }
            return ChannelPair(first: first, second: second)
        }
    }

    /// Per channel between the two the sum of the squares of the weights that read it.
    func weightSquares(in graph: Graph) -> [Double] {
        guard let weights = graph.constants[second.weights]?.floats else { return [] }
        let area = second.kernel.height * second.kernel.width
        let channels = second.taps / area
        var sums = [Double](repeating: 0, count: channels)
        for (index, weight) in weights.enumerated() { sums[index / area % channels] += Double(weight * weight) }
        return sums
    }
}
