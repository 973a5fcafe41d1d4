/// Where each tensor of a program lies, so that tensors that are not alive together share memory.
///
/// Steps run in order, so a tensor lives from the step that makes it to the last that reads it. Tensors are placed in
/// the order in which they are made, each in the smallest hole that takes it (greedy best fit). A residual that is read
/// for the last time by the convolution that adds it shares its place with the result, which is then summed in place.
package struct MemoryPlan: Sendable {
    package enum Place: Equatable, Sendable {
        /// Bytes from the start of the arena.
        case arena(offset: Int)
        /// The program's input of that number.
        case input(Int)
        case output(Int)
        case constant
    }

    /// Tensors and the arena start at multiples of this many bytes.
    package static let alignment = 64

    /// Per tensor; views have the place of what they look at.
    package private(set) var places: [Place]
    package private(set) var arenaByteCount = 0
    /// Per step, whether its residual already lies where the result goes.
    package private(set) var sumsInPlace: [Bool]

    private struct Block {
        var offset: Int
        var byteCount: Int
        /// The last step that needs it.
        var lastUse: Int
    }

    /// - Parameters:
    ///   - program: The program.
    ///   - byteCount: The size of a tensor in the backend's format.
    package init(_ program: Program, byteCount: (Program.TensorID) -> Int) {
        places = Array(repeating: .constant, count: program.tensors.count)
        sumsInPlace = Array(repeating: false, count: program.steps.count)
        var owners = Array(program.tensors.indices)
        var lastUse = Self.lastUses(program)
        unite(program, owners: &owners, lastUse: &lastUse)
        for (index, tensor) in program.inputs.enumerated() { places[tensor] = .input(index) }
        for (index, tensor) in program.outputs.enumerated() { places[owners[program.root(tensor)]] = .output(index) }
        place(program, owners: owners, lastUse: lastUse, byteCount: byteCount)
        for tensor in program.tensors.indices { places[tensor] = places[owners[program.root(tensor)]] }
    }

    /// Per tensor that owns memory, the last step that reads it; outputs live beyond the end.
    private static func lastUses(_ program: Program) -> [Int] {
        var lastUse = [Int](repeating: -1, count: program.tensors.count)
        for (index, step) in program.steps.enumerated() {
            for tensor in step.inputs + [step.output] { lastUse[program.root(tensor)] = index }
        }
        for tensor in program.outputs { lastUse[program.root(tensor)] = .max }
        return lastUse
    }

    /// Gives residuals the place of the result they are added into, from the last step to the first, so that a chain
    /// of residual blocks shares one place.
    private mutating func unite(_ program: Program, owners: inout [Int], lastUse: inout [Int]) {
        for (index, step) in program.steps.enumerated().reversed() where Self.addsResidual(step) {
            let residual = program.root(step.inputs[1])
            let isByte = [step.inputs[1], step.output].map { program.tensors[$0].quantization != nil }
            guard isByte[0] == isByte[1] else { continue }
            guard case .step = program.tensors[residual].source, lastUse[residual] == index,
                program.root(step.inputs[0]) != residual, owners[residual] == residual
            else { continue }
            owners[residual] = owners[step.output]
            sumsInPlace[index] = true
        }
        for (tensor, owner) in owners.enumerated() { lastUse[owner] = max(lastUse[owner], lastUse[tensor]) }
    }

    private static func addsResidual(_ step: ProgramStep) -> Bool {
        switch step.kind {
        case .convolution(let convolution): convolution.addsResidual
        case .quantizedConvolution(let convolution): convolution.layer.addsResidual
        case .innerProduct, .pool, .matrixProduct, .unary, .binary, .concat, .softmax, .reduce, .permute, .copy,
            .quantize, .dequantize:
            false
        }
    }

    private mutating func place(
        _ program: Program,
        owners: [Int],
        lastUse: [Int],
        byteCount: (Program.TensorID) -> Int
    ) {
        var live: [Block] = []
        var isPlaced = [Bool](repeating: false, count: program.tensors.count)
        for (index, step) in program.steps.enumerated() {
            live.removeAll { $0.lastUse < index }
            let owner = owners[step.output]
            guard places[owner] == .constant, !isPlaced[owner] else { continue }
            isPlaced[owner] = true
            let size = (byteCount(step.output) + Self.alignment - 1) / Self.alignment * Self.alignment
            let offset = Self.bestHole(for: size, among: live)
            live.append(Block(offset: offset, byteCount: size, lastUse: lastUse[owner]))
            places[owner] = .arena(offset: offset)
            arenaByteCount = max(arenaByteCount, offset + size)
        }
    }

    /// The start of the smallest gap between live blocks that is large enough, else the end of the last one.
    private static func bestHole(for size: Int, among live: [Block]) -> Int {
        var best: (offset: Int, room: Int)?
        var end = 0
        for block in live.sorted(by: { $0.offset < $1.offset }) {
            let room = block.offset - end
            let isBetter = room >= size && (best.map { room < $0.room } ?? true)
            if isBetter { best = (end, room) }
            end = max(end, block.offset + block.byteCount)
        }
        return best?.offset ?? end
    }
}
