import NPU

/// A layer of the vector unit on the reference machine, chunk by chunk.
enum ReferenceVector {
    /// Runs it.
    ///
    /// - Parameters:
    ///   - shape: Of one sample.
    ///   - batch: Samples, one behind the other.
    ///   - device: What it runs on.
    ///   - perform: Called for every output with the number of each of its operations, in the cycle in which a lane does it.
    /// - Returns: How long it took.
    static func run(
        _ shape: VectorShape,
        batch: Int,
        on device: Device,
        _ perform: (_ output: Int, _ operation: Int) -> Void = { _, _ in }
    ) -> ReferenceMachine.Trace {
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
        var trace = ReferenceMachine.run(steps, slots: 2) { step, cycle in
            let (turn, operation) = cycle.quotientAndRemainder(dividingBy: shape.operations)
            let first = step * size + turn * device.vectorLanes
            let end = min(first + device.vectorLanes, (step + 1) * size, outputs)
            for output in first..<max(first, end) { perform(output, operation) }
        }
        trace.cycles += device.controlCycles + device.fillCycles
        return trace
    }
}
