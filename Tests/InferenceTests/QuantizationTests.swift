import Kernel
import Testing

@testable import Inference

/// How numbers become bytes, and which range is best spread over them.
@Suite("Bytes for numbers")
struct QuantizationTests {
    @Test(
        "a number becomes the nearest byte, halves to even, and an end of the range where it lies beyond",
        arguments: [
            (Float(0), UInt8(0)), (0.5, 0), (1.5, 2), (2.5, 2), (254.4, 254), (255.6, 255), (1e9, 255), (-3, 0),
            (.infinity, 255), (-.infinity, 0), (.nan, 0),
        ]
    )
    func bytes(number: Float, byte: UInt8) {
        #expect(Quantization(scale: 1, zero: 0).byte(number) == byte)
    }

    @Test("0 is exact in every range", arguments: [(Float(-1), Float(2)), (0, 5), (-7, 0), (-0.001, 100), (3, 4)])
    func zero(minimum: Float, maximum: Float) {
        let quantization = Quantization(minimum: minimum, maximum: maximum)
        #expect(quantization.number(quantization.byte(0)) == 0)
        for number in [minimum, maximum] {
            #expect(abs(quantization.number(quantization.byte(number)) - number) <= quantization.scale * 0.51)
        }
    }

    @Test("weights are within their limit, each channel with a scale of its own, and silent channels stay silent")
    func filters() throws {
        let weights: [Float] = [0.5, -1, 0.25, 0, 0, 0, 1_000, -500, 0.001]
        let step = ConvolutionStep(
            batch: 1,
            inputChannels: 3,
            outputChannels: 3,
            groups: 1,
            rows: .point,
            columns: .point,
            weights: Constant(weights, shape: [3, 3, 1, 1]),
            bias: Constant([Float(1), 2, 3], shape: [3]),
            addsResidual: false,
            activation: nil
        )
        let source = Quantization(scale: 0.5, zero: 10)
        let filter = try #require(QuantizedFilter(step, source: source))
        #expect(filter.bytes == [32, -64, 16, 0, 0, 0, 64, -32, 0])
        let scales: [Float] = [0.007_812_5, 0.5, 7.812_5]
        #expect(filter.scales == scales)
        // The bias in units of the sum, and ten times the sum of the weights less.
        let offsets: [Float] = [128 + 160, 4, 0.384 - 320]
        #expect(filter.offsets == offsets)
    }

    @Test("weights that are no numbers are left in floats", arguments: [Float.nan, .infinity])
    func unsound(weight: Float) {
        let step = ConvolutionStep(
            batch: 1,
            inputChannels: 1,
            outputChannels: 1,
            groups: 1,
            rows: .point,
            columns: .point,
            weights: Constant([weight], shape: [1, 1, 1, 1]),
            bias: nil,
            addsResidual: false,
            activation: nil
        )
        #expect(QuantizedFilter(step, source: Quantization(scale: 1, zero: 0)) == nil)
    }

    @Test("a histogram keeps every number while its bins grow")
    func histogram() {
        var histogram = MagnitudeHistogram()
        for exponent in -20...20 { histogram.add(Float(sign: .plus, exponent: exponent, significand: 1)) }
        #expect(histogram.counts.reduce(0, +) == 41)
        #expect(histogram.largest == 1_048_576)
        #expect(histogram.width * 2_048 > 1_048_576 && histogram.width * 2_048 <= 4 * 1_048_576)
    }

    @Test("one far number is cut off where that is better, and kept by the rule that keeps all")
    func rules() {
        var random = SeededGenerator(seed: 1)
        var histogram = ValueHistogram()
        let numbers = random.floats(200_000, scale: 1).map(abs)
        for _ in 0..<10 { histogram.add(numbers) }
        histogram.add([4, .nan, .infinity])
        #expect(histogram.range(.largest) == (0, 4))
        let percentile = histogram.range(.percentile)
        #expect(percentile.minimum == 0 && percentile.maximum > 0.9 && percentile.maximum < 1.1)
        let best = histogram.range(.squaredError)
        #expect(best.minimum == 0 && best.maximum > 0.9 && best.maximum < 2)
    }

    @Test("an even spread is not cut off, and a signed one keeps both sides")
    func even() {
        var random = SeededGenerator(seed: 2)
        var histogram = ValueHistogram()
        histogram.add(random.floats(100_000, scale: 1))
        let best = histogram.range(.squaredError)
        #expect(best.minimum < -0.97 && best.minimum >= -1 && best.maximum > 0.97 && best.maximum <= 1)
        var nothing = ValueHistogram()
        nothing.add([0, 0, .nan])
        #expect(nothing.range(.squaredError) == (0, 1))
    }
}
