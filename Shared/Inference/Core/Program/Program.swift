/// One stage for one batch size as a list of steps on dense tensors, ready for a backend.
///
/// Tensors of rank 4 are stored channels last whatever the file says, so that a sample's values are contiguous, a batch
/// splits by an offset, and convolutions read whole vectors of channels. All others are stored as in the file. The
/// builder has put this into the shapes and axes below, so a backend needs to know nothing of it.
package struct Program: Sendable {
    package typealias TensorID = Int

    package internal(set) var tensors: [ProgramTensor] = []
    package internal(set) var steps: [ProgramStep] = []
    package internal(set) var inputs: [TensorID] = []
    /// Each is made by a step of this program, and no two share memory.
    package internal(set) var outputs: [TensorID] = []

    /// The tensor whose memory this one looks at.
    package func root(_ tensor: TensorID) -> TensorID {
        var tensor = tensor
        while case .view(let base) = tensors[tensor].source { tensor = base }
        return tensor
    }
}
