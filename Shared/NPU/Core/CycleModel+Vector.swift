extension CycleModel {
    /// The vector unit works on chunks that fill half of the input or output memory at most, loaded and stored like
    /// tiles.
    func cost(of shape: VectorShape, batch: Int) -> LayerCost {
        let chunks = VectorChunks(shape, batch: batch, on: device)
        var pipeline = Pipeline(slots: 2)
        pipeline.repeating(chunks.count - 1) { $0.perform(chunks.whole.run) }
        pipeline.perform(chunks.last.run)
        let bytes = batch * (shape.inputs + shape.outputs) * device.wordBytes
        return LayerCost(
            cycles: device.controlCycles + device.fillCycles + pipeline.end,
            computeCycles: (chunks.count - 1) * chunks.whole.compute + chunks.last.compute,
            macs: 0,
            offChipBytes: bytes,
            onChipBytes: 2 * bytes
        )
    }
}

/// A layer of the vector unit, cut into chunks of equal size and a last one.
package struct VectorChunks: Hashable, Sendable {
    package struct Chunk: Hashable, Sendable {
        package let load: Int
        package let compute: Int
        package let store: Int

        var run: Pipeline.Run {
            Pipeline.Run(load: load, compute: compute, times: 1, open: 1, completed: 1, store: store)
        }
    }

    package let count: Int
    package let whole: Chunk
    package let last: Chunk

    package init(_ shape: VectorShape, batch: Int, on device: Device) {
        let outputs = shape.outputs * batch
        let inputs = shape.inputs * batch
        let perOutput = Double(inputs) / Double(outputs)
        let byInput = Double(device.inputBytes / 2 / device.wordBytes) / perOutput
        let room = min(Double(device.outputBytes / 2 / device.accumulatorBytes), byInput)
        let size = min(outputs, max(1, Int(room)))
        count = (outputs + size - 1) / size
        func chunk(_ size: Int) -> Chunk {
            Chunk(
                load: device.readCycles(Int((Double(size) * perOutput).rounded(.up)) * device.wordBytes),
                compute: (size + device.vectorLanes - 1) / device.vectorLanes * shape.operations,
                store: device.writeCycles(size * device.wordBytes)
            )
        }
        whole = chunk(size)
        last = chunk(outputs - (count - 1) * size)
    }
}
