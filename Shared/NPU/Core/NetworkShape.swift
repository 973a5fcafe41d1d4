/// A network as the shapes of its layers, cut into stages at its exits.
package struct NetworkShape: Hashable, Sendable {
    package struct Stage: Hashable, Sendable {
        /// The name of the exit at its end.
        package let name: String
        /// In the order in which they run; the exit's head comes last.
        package let layers: [LayerShape]
        /// Words of one sample that the next stage continues from; 0 after the last stage.
        package let carriedWords: Int

        package init(name: String, layers: [LayerShape], carriedWords: Int) {
            precondition(!layers.isEmpty, "a stage has a layer")
            self.name = name
            self.layers = layers
            self.carriedWords = carriedWords
        }
    }

    package let name: String
    /// Words of one input sample.
    package let inputWords: Int
    package let stages: [Stage]

    package init(name: String, inputWords: Int, stages: [Stage]) {
        precondition(!stages.isEmpty, "a network has a stage")
        self.name = name
        self.inputWords = inputWords
        self.stages = stages
    }

    package var layers: [LayerShape] { stages.flatMap(\.layers) }

    /// One layer of every shape, in the order in which they come first, and how often that shape comes.
    package var distinctLayers: [(layer: LayerShape, times: Int)] {
        var places: [LayerShape.Work: Int] = [:]
        var kinds: [(layer: LayerShape, times: Int)] = []
        for layer in layers {
            if let place = places[layer.work] {
                kinds[place].times += 1
            } else {
                places[layer.work] = kinds.count
                kinds.append((layer, 1))
            }
        }
        return kinds
    }

    /// Multiply-adds of one sample in all stages.
    package var macs: Int { layers.reduce(0) { $0 + $1.macs } }

    package var weightWords: Int {
        layers.reduce(0) { sum, layer in
            if case .product(let product) = layer.work { sum + product.weightWords } else { sum }
        }
    }

    /// By stage the number of layers up to its end: where exits are.
    package var exitLayers: [Int] {
        var sum = 0
        return stages.map {
            sum += $0.layers.count
            return sum
        }
    }
}
