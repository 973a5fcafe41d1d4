import Inference

extension Activations {
    /// Pictures of other sizes, as the means of what each new pixel covers; anything else, and equal sizes, as it is.
    ///
    /// - Parameters:
    ///   - height: Of each result.
    ///   - width: Likewise.
    /// - Returns: As many samples.
    func resampled(height: Int, width: Int) -> Activations {
        guard shape.count == 3, (shape[0], shape[1]) != (height, width) else { return self }
        let channels = shape[2]
        let (rows, columns) = (Self.shares(of: shape[0], for: height), Self.shares(of: shape[1], for: width))
        var result = [Float](repeating: 0, count: sampleCount * height * width * channels)
        for sample in 0..<sampleCount {
            for (y, row) in rows.enumerated() {
                for (x, column) in columns.enumerated() {
                    let target = ((sample * height + y) * width + x) * channels
                    for (sourceY, down) in row {
                        for (sourceX, right) in column {
                            let source = ((sample * shape[0] + sourceY) * shape[1] + sourceX) * channels
                            let share = down * right
                            for channel in 0..<channels {
                                result[target + channel] += share * numbers[source + channel]
                            }
                        }
                    }
                }
            }
        }
        return Activations(shape: [height, width, channels], numbers: result)
    }

    /// By new place: the old places that it covers, and their parts of it.
    private static func shares(of old: Int, for new: Int) -> [[(place: Int, share: Float)]] {
        let length = Double(old) / Double(new)
        return (0..<new).map { place in
            let (start, end) = (Double(place) * length, Double(place + 1) * length)
            return (Int(start)..<min(old, Int(end.rounded(.up)))).compactMap { source in
                let part = min(end, Double(source + 1)) - max(start, Double(source))
                return part > 1e-9 ? (source, Float(part / length)) : nil
            }
        }
    }
}
