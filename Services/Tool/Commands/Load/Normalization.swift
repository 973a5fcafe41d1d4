import Inference

/// Turns bytes into what the network was trained on.
struct Normalization: Equatable, Sendable {
    let scale: Double
    /// One per channel, or one for all.
    let mean: [Double]
    let deviation: [Double]

    /// Maps bytes to 0…1.
    static let plain = Normalization(scale: 1.0 / 255, mean: [0], deviation: [1])

    /// As the repository's manifest of the newest version says, ``plain`` if there is none.
    static func ofModel(_ name: String, repository: String?) throws -> Normalization {
        guard let repository else { return plain }
        do {
            let manifests = try ModelRepository(root: repository).manifests()
            guard let input = manifests.last(where: { $0.name == name })?.input else { return plain }
            return Normalization(scale: input.scale, mean: input.mean, deviation: input.std)
        } catch {
            throw ToolFailure.badData("\(error)")
        }
    }

    /// The normalized values of a sample, whose bytes lie channel by channel.
    func apply(_ sample: ArraySlice<UInt8>, channels: Int) -> [Float] {
        let perChannel = max(1, sample.count / max(1, channels))
        return sample.enumerated().map { position, byte in
            let channel = position / perChannel
            let center = mean[min(channel, mean.count - 1)]
            return Float((Double(byte) * scale - center) / deviation[min(channel, deviation.count - 1)])
        }
    }
}
