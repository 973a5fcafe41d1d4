extension NetworkShape {
    /// What a sample holds before that layer: the input, what a stage carries over, or the layer before's output.
    package func words(before layer: Int) -> Int {
        if layer == 0 { return inputWords }
        if let stage = exitLayers.firstIndex(of: layer) { return stages[stage].carriedWords }
        return layers[layer - 1].outputWords
    }
}
