/// One point where an answer may be returned, with what was measured for it.
package struct ModelExit: Codable, Equatable, Sendable {
    package var name: String
    /// Divides the logits before the softmax, so that confidence means frequency of being right; above 0.
    package var temperature: Double
    /// The share of correct answers on the test set when every image leaves here, 0…1.
    package var accuracy: Double?
    /// The expected calibration error on the test set after the temperature, 0…1.
    package var expectedCalibrationError: Double?
    package var meanConfidence: Double?
    /// Work per image from the input up to this exit.
    package var mflop: Double?

    package init(
        name: String,
        temperature: Double = 1,
        accuracy: Double? = nil,
        expectedCalibrationError: Double? = nil,
        meanConfidence: Double? = nil,
        mflop: Double? = nil
    ) {
        self.name = name
        self.temperature = temperature
        self.accuracy = accuracy
        self.expectedCalibrationError = expectedCalibrationError
        self.meanConfidence = meanConfidence
        self.mflop = mflop
    }

    private enum CodingKeys: String, CodingKey {
        case name, temperature, accuracy, mflop
        case expectedCalibrationError = "ece"
        case meanConfidence = "mean_confidence"
    }
}
