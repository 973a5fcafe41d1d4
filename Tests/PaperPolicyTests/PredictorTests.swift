import SchedulerPolicy
import Testing

@Suite("RTDeepIoT's confidence predictors")
struct PredictorTests {
    private static let means = [0.5, 0.7, 0.8, 0.85]

    private func predict(_ predictor: ConfidencePredictor, after observed: [Double], knowing: [Float]? = nil)
        -> [Double]
    {
        predictor.confidences(observed: observed, means: Self.means, foresight: knowing)
            .map { ($0 * 10_000).rounded() / 10_000 }
    }

    @Test("before the first exit all of them say the means of the test set", arguments: ConfidencePredictor.allCases)
    func prior(predictor: ConfidencePredictor) {
        #expect(predict(predictor, after: []) == Self.means)
    }

    @Test("exp halves the gap to certainty at every exit")
    func exp() {
        #expect(predict(.exp, after: [0.6]) == [0.6, 0.8, 0.9, 0.95])
        #expect(predict(.exp, after: [0.6, 0.5]) == [0.6, 0.5, 0.75, 0.875])
    }

    @Test("lin goes on by the last increment, at the first exit by the mean one, within 0 and 1")
    func lin() {
        #expect(predict(.lin, after: [0.4]) == [0.4, 0.6, 0.8, 1])
        #expect(predict(.lin, after: [0.4, 0.7]) == [0.4, 0.7, 1, 1])
        #expect(predict(.lin, after: [0.4, 0.1]) == [0.4, 0.1, 0, 0])
    }

    @Test("max expects certainty at once")
    func max() {
        #expect(predict(.max, after: [0.4]) == [0.4, 1, 1, 1])
    }

    @Test("oracle knows, and where it does not it is exp")
    func oracle() {
        #expect(predict(.oracle, after: [0.5], knowing: [0.5, 0.25, 0.75, 1]) == [0.5, 0.25, 0.75, 1])
        #expect(predict(.oracle, after: [0.6]) == [0.6, 0.8, 0.9, 0.95])
        #expect(predict(.oracle, after: [0.6], knowing: [0.5]) == [0.6, 0.8, 0.9, 0.95])
    }
}
