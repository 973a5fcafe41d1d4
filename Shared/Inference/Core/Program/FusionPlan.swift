/// Which additions and activations are computed by the step before them.
///
/// A convolution may add a residual and apply an activation; a product with weights and a binary function may apply an
/// activation. Fusing saves a pass over memory per operator. A value that somebody else needs is never fused away.
struct FusionPlan {
    struct Tail {
        /// The other summand.
        var residual: Graph.ValueID?
        var activation: UnaryFunction?
        /// The value that the fused step makes.
        var output: Graph.ValueID
    }

    /// By the node that computes the whole.
    private(set) var tails: [Int: Tail] = [:]
    /// Nodes that are computed by another one's step.
    private(set) var absorbed: Set<Int> = []
    private let shaped: ShapedGraph
    let outputs: Set<Graph.ValueID>
    let consumers: [Graph.ValueID: [Int]]
    private let producers: [Graph.ValueID: Int]
    private let nodes: Set<Int>

    init(_ shaped: ShapedGraph, nodes: [Int], outputs: Set<Graph.ValueID>) {
        self.shaped = shaped
        self.outputs = outputs
        self.nodes = Set(nodes)
        consumers = shaped.graph.consumers()
        producers = shaped.graph.producers()
        for index in nodes { fuse(index) }
    }

    /// The tail of a node; without fusion, just its own output.
    func tail(of index: Int) -> Tail {
        tails[index] ?? Tail(output: shaped.graph.nodes[index].output)
    }

    private mutating func fuse(_ index: Int) {
        guard !absorbed.contains(index) else { return }
        let node = shaped.graph.nodes[index]
        var tail = Tail(output: node.output)
        switch node.operation {
        case .convolution: absorbAddition(into: &tail, of: index)
        case .gemm, .matrixProduct, .binary: break
        case .pool, .globalPool, .batchNormalization, .unary, .clip, .concat, .softmax, .reduce, .flatten, .reshape,
            .squeeze, .unsqueeze, .transpose, .identity, .shape, .cast, .gather, .slice, .constantOfShape:
            return
        }
        absorbActivation(into: &tail)
        tails[index] = tail
    }

    private mutating func absorbAddition(into tail: inout Tail, of index: Int) {
        guard let next = onlyConsumer(of: tail.output), !absorbed.contains(next) else { return }
        let node = shaped.graph.nodes[next]
        guard node.operation == .binary(.add), node.inputs.count == 2 else { return }
        guard let other = node.inputs.compactMap(\.self).first(where: { $0 != tail.output }),
            shaped.constants[other] == nil, shaped.shape(other) == shaped.shape(tail.output),
            shaped.shape(other).count == 4, isReady(other, before: index)
        else { return }
        tail.residual = other
        tail.output = node.output
        absorbed.insert(next)
    }

    private mutating func absorbActivation(into tail: inout Tail) {
        guard let next = onlyConsumer(of: tail.output), !absorbed.contains(next) else { return }
        let node = shaped.graph.nodes[next]
        guard case .unary(let function) = node.operation, function.isFusible else { return }
        tail.activation = function
        tail.output = node.output
        absorbed.insert(next)
    }

    /// Whether the value exists by the time a node runs; what another step makes may come later than its own node.
    private func isReady(_ value: Graph.ValueID, before index: Int) -> Bool {
        guard let producer = producers[value], nodes.contains(producer) else { return true }
        guard producer < index else { return false }
        guard absorbed.contains(producer) else { return true }
        return tails.contains { $0.value.output == value && $0.key < index }
    }

    private func onlyConsumer(of value: Graph.ValueID) -> Int? {
        guard !outputs.contains(value), let users = consumers[value], users.count == 1, nodes.contains(users[0]) else {
            return nil
        }
        return users[0]
    }
}
