/// The part of a backend that turns programs into plans; one per executor, so that plans share weights.
package protocol PlanBuilder: AnyObject {
    /// Weights held by all plans made so far, in bytes.
    var weightBytes: Int { get }

    /// - Parameters:
    ///   - program: The steps of one stage at one batch size.
    ///   - floatOutputs: Outputs that are 32-bit floats whatever the precision.
    /// - Returns: The plan.
    /// - Throws: ``ModelError``.
    func plan(_ program: Program, floatOutputs: Set<Int>) throws(ModelError) -> any StagePlan
}
