/// One program made ready by a backend; confined to the thread of its executor.
package protocol StagePlan: AnyObject {
    /// The memory that a run uses for itself, in bytes.
    var arenaByteCount: Int { get }

    /// Runs all steps.
    ///
    /// - Parameters:
    ///   - inputs: The program's inputs, dense.
    ///   - outputs: Where its outputs go.
    ///   - arena: At least ``arenaByteCount`` bytes, aligned; the same address at every run of the executor.
    ///   - stop: Looked at before each step.
    /// - Throws: ``InferenceError/stopped`` or ``InferenceError/backend(_:)``.
    func run(
        inputs: [UnsafeRawPointer],
        outputs: [UnsafeMutableRawPointer],
        arena: UnsafeMutableRawPointer,
        stop: StopFlag
    ) throws(InferenceError)
}
