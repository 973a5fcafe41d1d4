import Inference

/// Finds the layers that can be fitted, in an order in which each comes after all that its fit looks at.
struct SiteFinder {
    private let graph: Graph
    private let shaped: ShapedGraph
    private let consumers: [Graph.ValueID: [Int]]
    private var sites: [Graph.ValueID: FitSite] = [:]

    static func sites(in graph: Graph, _ inputShape: [Int]) throws -> [FitSite] {
        try SiteFinder(graph, inputShape).ordered()
    }

    private init(_ graph: Graph, _ inputShape: [Int]) throws {
        self.graph = graph
        shaped = try ShapedGraph(graph, inputShapes: [[1] + inputShape])
        consumers = graph.consumers()
        for node in graph.nodes {
            guard var site = site(node) else { continue }
            site.sum = sum(of: site)
            sites[node.output] = site
        }
        dropMutualSums()
    }

    private func site(_ node: GraphNode) -> FitSite? {
        guard node.inputs.count >= 2, let input = node.inputs[0], graph.constants[input] == nil,
            let weights = node.inputs[1], let constant = graph.constants[weights], constant.floats != nil,
            consumers[weights]?.count == 1
        else { return nil }
        let bias = node.inputs.count > 2 ? node.inputs[2] : nil
        guard bias.map({ graph.constants[$0]?.shape == [constant.shape[0]] }) ?? true else { return nil }
        let sizes = Array((shaped.shapes[node.output] ?? []).dropFirst(2))
        let kind: FitSite.Kind
        switch node.operation {
        case .convolution(let window, groups: 1) where constant.shape.count == 4 && Self.isPlain(window):
            kind = .convolution(window)
        case .gemm(let gemm) where Self.isPlain(gemm):
            kind = .product
        default: return nil
        }
        return FitSite(
            output: node.output,
            input: input,
            weights: weights,
            bias: bias,
            kind: kind,
            height: sizes.count == 2 ? sizes[0] : 1,
            width: sizes.count == 2 ? sizes[1] : 1,
            shape: constant.shape
        )
    }

    /// Whether it is inputs times weights plus bias, with a row of weights per output.
    private static func isPlain(_ gemm: Gemm) -> Bool {
        gemm.productScale == 1 && gemm.sumScale == 1 && !gemm.transposesA && gemm.transposesB
    }

    /// Whether the fit can gather its patches: no dilation, and padding in numbers.
    private static func isPlain(_ window: Window) -> Bool {
        guard window.dilations.allSatisfy({ $0 == 1 }) else { return false }
        switch window.padding {
        case .explicit, .none: return true
        case .sameUpper, .sameLower: return false
        }
    }

    private func sum(of site: FitSite) -> (output: Graph.ValueID, other: Graph.ValueID)? {
        guard let users = consumers[site.output], users.count == 1, !graph.outputs.contains(site.output) else {
            return nil
        }
        let node = graph.nodes[users[0]]
        guard case .binary(.add) = node.operation, node.inputs.count == 2,
            let other = node.inputs.compactMap(\.self).first(where: { $0 != site.output }),
            shaped.shapes[other] == shaped.shapes[site.output]
        else { return nil }
        return (node.output, other)
    }

    /// Of two layers that are added to each other, the larger corrects for the smaller and not the other way round.
    private mutating func dropMutualSums() {
        for site in sites.values.sorted(by: { $0.output < $1.output }) {
            guard let sum = site.sum, let other = sites[sum.other], other.sum != nil else { continue }
            let isSmaller = (site.mflop, site.output) < (other.mflop, other.output)
            if isSmaller { sites[site.output]?.sum = nil }
        }
    }

    private func ordered() -> [FitSite] {
        let producers = graph.producers()
        var order: [FitSite] = []
        var done: Set<Graph.ValueID> = []
        func visit(_ value: Graph.ValueID) {
            guard let node = producers[value], done.insert(value).inserted else { return }
            for input in graph.nodes[node].inputs.compactMap(\.self) { visit(input) }
            guard let site = sites[value] else { return }
            if let sum = site.sum { visit(sum.other) }
            order.append(site)
        }
        for output in graph.outputs { visit(output) }
        return order
    }
}
