import NPU

/// A layer of the vector unit on the reference machine, chunk by chunk.
enum ReferenceVector {
    static func cycles(_ shape: VectorShape, batch: Int, on device: Device) -> ReferenceMachine.Trace {
        let perOutput = Double(shape.inputs) / Double(shape.outputs)
        let outputs = shape.outputs * batch
        let room = min(
            Double(device.outputBytes / 2 / device.accumulatorBytes),
            Double(device.inputBytes / 2 / device.wordBytes) / perOutput
        )
        let size = min(outputs, max(1, Int(room)))
        var steps: [ReferenceMachine.Step] = []
        for first in stride(from: 0, to: outputs, by: size) {
            let words = min(size, outputs - first)
            steps.append(
                ReferenceMachine.Step(
                    load: device.readCycles(Int((Double(words) * perOutput).rounded(.up)) * device.wordBytes),
                    compute: (words + device.vectorLanes - 1) / device.vectorLanes * shape.operations,
                    lastTile: steps.count,
                    stores: [device.writeCycles(words * device.wordBytes)]
                )
            )
        }
        var trace = ReferenceMachine.run(steps, slots: 2) { _, _ in }
        trace.cycles += device.controlCycles + device.fillCycles
        return trace
    }
}
