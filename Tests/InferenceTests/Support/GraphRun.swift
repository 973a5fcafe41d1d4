@testable import Inference

/// Computes a whole graph through one backend's plan, with tensors in the file's order.
enum GraphRun {
    static func outputs(
        of graph: Graph,
        shapes: [[Int]],
        inputs: [[Float]],
        _ builder: any PlanBuilder
    ) throws -> [[Float]] {
        let shaped = try ShapedGraph(graph, inputShapes: shapes)
        let program = try ProgramBuilder.program(
            shaped,
            nodes: Array(graph.nodes.indices),
            inputs: graph.inputs.map(\.value),
            stored: [],
            rowMajor: graph.outputs,
            derived: DerivedConstants()
        )
        let plan = try builder.plan(program, floatOutputs: Set(program.outputs.indices))
        let sources = zip(inputs, shapes).map { FloatMemory(StorageOrder.store($0, shape: $1)) }
        let targets = program.outputs.map { FloatMemory(count: program.tensors[$0].elementCount) }
        let arena = FloatMemory(count: plan.arenaByteCount / 4 + 1)
        // A plan reads weights that its builder holds, and knows all memory by address only.
        defer { withExtendedLifetime((builder, sources, arena)) {} }
        try plan.run(
            inputs: sources.map { UnsafeRawPointer($0.base) },
            outputs: targets.map { UnsafeMutableRawPointer($0.base) },
            arena: UnsafeMutableRawPointer(arena.base),
            stop: StopFlag()
        )
        return targets.map(\.floats)
    }
}
