import Inference

/// A minimal-filtering convolution among primitives.
struct WinogradCall {
    let kernel: WinogradKernel
    let input: DNNLPlanDraft.Place
    let residual: DNNLPlanDraft.Place?
    let output: DNNLPlanDraft.Place
    /// Where in the arena the kernel works.
    let scratch: Int

    func run(arena: UnsafeMutableRawPointer, _ address: (DNNLPlanDraft.Place) -> UnsafeMutableRawPointer) {
        kernel.run(
            input: address(input),
            residual: residual.map(address),
            output: address(output),
            scratch: arena + scratch
        )
    }
}
