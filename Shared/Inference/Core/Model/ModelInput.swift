/// The one tensor that a client sends per sample.
package struct ModelInput: Codable, Equatable, Sendable {
    package var name: String
    /// The shape of one sample without the batch dimension, channels first: [1, 28, 28].
    package var shape: [Int]
    /// The datatype of the network's own input, as the Open Inference Protocol writes it; always "FP32".
    package var datatype: String
    package var layout: String
    /// Per channel, subtracted after scaling; one number stands for all channels.
    package var mean: [Double]
    /// Per channel, divides after the mean is subtracted; one number stands for all channels.
    package var std: [Double]
    /// Multiplies a raw byte first; 1/255 maps bytes to 0…1.
    package var scale: Double

    package init(
        name: String,
        shape: [Int],
        datatype: String = "FP32",
        layout: String = "NCHW",
        mean: [Double] = [0],
        std: [Double] = [1],
        scale: Double = 1
    ) {
        self.name = name
        self.shape = shape
        self.datatype = datatype
        self.layout = layout
        self.mean = mean
        self.std = std
        self.scale = scale
    }

    private enum CodingKeys: String, CodingKey {
        case name, shape, datatype, layout, mean, std, scale
    }

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        name = try fields.decode(String.self, forKey: .name)
        shape = try fields.decode([Int].self, forKey: .shape)
        datatype = try fields.decodeIfPresent(String.self, forKey: .datatype) ?? "FP32"
        layout = try fields.decodeIfPresent(String.self, forKey: .layout) ?? "NCHW"
        mean = try fields.decodeIfPresent([Double].self, forKey: .mean) ?? [0]
        std = try fields.decodeIfPresent([Double].self, forKey: .std) ?? [1]
        scale = try fields.decodeIfPresent(Double.self, forKey: .scale) ?? 1
    }

    /// Values in one sample.
    package var elementCount: Int { shape.reduce(1, *) }

    /// The bytes that one sample of that datatype must have.
    package func byteCount(_ datatype: InputDatatype) -> Int { elementCount * datatype.byteCount }
}
