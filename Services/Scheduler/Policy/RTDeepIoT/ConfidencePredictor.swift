/// What a job's confidence will be at exits that it has not reached (RTDeepIoT's utility prediction).
///
/// Before the first exit the means of the test set are what is known. After exit `l` with confidence `c`:
/// `exp` halves the gap to certainty at every further exit (the paper's default), `lin` goes on by the last increment, at the
/// first exit by the mean one, `max` expects certainty at once, and `oracle` knows (simulations only; else it is `exp`).
/// Confidences are calibrated by the worker, so that they may stand for the chance of a right answer.
package enum ConfidencePredictor: Int, CaseIterable, Sendable {
    case exp
    case lin
    case max
    case oracle

    /// The confidence at every exit, read or predicted, 0…1.
    ///
    /// - Parameters:
    ///   - observed: Of the exits that are passed, in order.
    ///   - means: Of the test set, one for every exit.
    ///   - foresight: The true ones, if they are known.
    /// - Returns: As many as means.
    package func confidences(observed: [Double], means: [Double], foresight: [Float]?) -> [Double] {
        if self == .oracle, let foresight, foresight.count == means.count { return foresight.map(Double.init) }
        guard let last = observed.last else { return means }
        var result = observed
        let before = observed.count > 1 ? observed[observed.count - 2] : nil
        let meanStep = means.count > 1 ? means[1] - means[0] : 0
        let step = before.map { last - $0 } ?? meanStep
        while result.count < means.count {
            let current = result[result.count - 1]
            switch self {
            case .exp, .oracle: result.append(current + (1 - current) / 2)
            case .lin: result.append(Swift.min(1, Swift.max(0, current + step)))
            case .max: result.append(1)
            }
        }
        return result
    }
}
