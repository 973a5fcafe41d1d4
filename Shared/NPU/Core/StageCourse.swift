/// The modeled course of one run of a stage: when each of its layers ends, and what all up to there costs.
package struct StageCourse: Hashable, Sendable {
    package struct Step: Hashable, Sendable {
        /// Its number in the network.
        package let layer: Int
        /// Samples that run it.
        package let batch: Int
        /// Cycles from the run's start until the layer's last output is stored.
        package let endCycles: Int
        /// Modeled energy from the run's start.
        package let joules: Double
    }

    /// In the order in which they run; at least one.
    package let steps: [Step]

    package var last: Step {
        guard let last = steps.last else { preconditionFailure("a stage has a layer") }
        return last
    }
}

extension MappingTable {
    /// Plans a run as the Fluid Batching Engine goes through it: newcomers run alone up to the layer that saved samples
    /// stand before, those are loaded, and all go on together.
    ///
    /// - Parameters:
    ///   - stage: The stage.
    ///   - newcomers: Samples before its first layer.
    ///   - saved: Samples that were stopped within it.
    ///   - layer: The layer that those stand before, in the network's count; one of the stage's.
    /// - Returns: Its course; together there are 1…``maxBatch`` samples.
    package func course(stage: Int, newcomers: Int, saved: Int = 0, before layer: Int? = nil) -> StageCourse {
        let all = layers(ofStage: stage)
        let joining = saved > 0 ? layer ?? all.lowerBound : all.lowerBound
        precondition(all.contains(joining), "a saved batch stands within the stage")
        precondition((1...maxBatch).contains(newcomers + saved), "the table knows the batch")
        var steps: [StageCourse.Step] = []
        var (cycles, joules) = (0, 0.0)
        for layer in newcomers > 0 ? all : joining..<all.upperBound {
            let batch = layer < joining ? newcomers : newcomers + saved
            if layer == joining, saved > 0 {
                let reload = reloading(saved, before: layer)
                cycles += reload.cycles
                joules += reload.joules(on: device)
            }
            let cost = entry(batch: batch, layer: layer).cost
            cycles += cost.cycles
            joules += cost.joules(on: device)
            steps.append(StageCourse.Step(layer: layer, batch: batch, endCycles: cycles, joules: joules))
        }
        return StageCourse(steps: steps)
    }

    /// What it costs to save so many samples before that layer.
    package func saving(_ samples: Int, before layer: Int) -> TransferCost {
        let bytes = samples * network.words(before: layer) * device.wordBytes
        return TransferCost(cycles: device.writeCycles(bytes), bytes: bytes)
    }

    /// What it costs to load so many saved samples.
    package func reloading(_ samples: Int, before layer: Int) -> TransferCost {
        let bytes = samples * network.words(before: layer) * device.wordBytes
        return TransferCost(cycles: device.readCycles(bytes), bytes: bytes)
    }
}

extension TransferCost {
    /// By the device's table of energies, what it draws all the time included.
    package func joules(on device: Device) -> Double {
        Double(bytes) * device.energy.offChipByte * 1e-12 + device.seconds(cycles) * device.energy.idleWatts
    }
}
