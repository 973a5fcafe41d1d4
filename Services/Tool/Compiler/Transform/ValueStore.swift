import Inference
import InferenceDNNL

/// Values of a graph for all calibration samples, computed when asked for and from the nearest that are known.
struct ValueStore {
    /// Values beside the input that are kept; a residual network looks back over fewer.
    private static let limit = 6

    private let input: Graph.ValueID
    private let inputShape: [Int]
    private var known: [Graph.ValueID: Activations]
    private var recent: [Graph.ValueID] = []

    /// - Parameters:
    ///   - graph: Any with the input that later graphs have too.
    ///   - samples: Normalized, stored as programs store pictures.
    ///   - inputShape: Of one sample, channels first.
    init(_ graph: Graph, samples: Activations, inputShape: [Int]) {
        input = graph.inputs[0].value
        self.inputShape = inputShape
        known = [input: samples]
    }

    /// Looks a value up, or computes it.
    ///
    /// - Parameters:
    ///   - value: Wanted.
    ///   - graph: As it is now; nodes before known values must not have changed since.
    /// - Returns: A sample for each sample of the input.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    mutating func value(_ value: Graph.ValueID, in graph: Graph) throws -> Activations {
        if let found = known[value] { return found }
        let result = try DNNLBackend.probe(graph, inputShape: inputShape).compute(value, from: known)
        known[value] = result
        recent.append(value)
        if recent.count > Self.limit { known[recent.removeFirst()] = nil }
        return result
    }
}
